package import TimeSeries

/// One sample of a protobuf body.
package struct ProtobufSample {
  /// Name and labels, written as the text format writes them; valid while the sample is being looked at.
  package let series: UnsafeRawBufferPointer
  /// The sum, where the sample is a native histogram.
  package let value: Double
  package let timestamp: Timestamp?
  package let histogram: FloatHistogram?
  /// When what it counts began; 0 if that is not known.
  package let start: Timestamp

  /// The labels of the series, checked in full as those of a text line are.
  package func labels() throws(ExpositionError) -> LabelsBuilder {
    let bytes = series.bindMemory(to: UInt8.self)
    // Bounds have been written in their one form already.
    var text = SeriesText(bytes, normalizingBounds: false)
    do throws(SeriesTextError) {
      return try text.labels()
    } catch {
      throw ExpositionError(
        error.reason, detail: error.detail, excerpt: ExpositionError.excerpt(of: bytes, around: error.offset))
    }
  }
}
