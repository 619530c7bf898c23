package import TimeSeries

/// The answer of a query.
package enum QueryValue: Sendable {
  case scalar(Timestamp, Double)
  case string(Timestamp, String)
  case vector([VectorSample])
  /// Sorted by labels.
  case matrix([MatrixSeries])
}

/// One element of an instant vector.
package struct VectorSample: Sendable {
  package var labels: Labels
  package var timestamp: Timestamp
  /// The value, or the sum of `histogram` where that is set.
  package var value: Double
  package var histogram: FloatHistogram?

  package init(labels: Labels, timestamp: Timestamp, value: Double, histogram: FloatHistogram? = nil) {
    self.labels = labels
    self.timestamp = timestamp
    self.value = value
    self.histogram = histogram
  }
}

/// One series of a range vector or of the answer to a range query.
package struct MatrixSeries: Sendable {
  package var labels: Labels
  package var samples: SampleColumns

  package init(labels: Labels, samples: SampleColumns) {
    self.labels = labels
    self.samples = samples
  }
}
