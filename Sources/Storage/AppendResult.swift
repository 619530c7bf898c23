package import TimeSeries

/// What became of the samples of a batch.
package struct AppendResult: Sendable, Equatable {
  /// A sample that was refused, as an example for people.
  package struct Refused: Sendable, Equatable {
    package enum Reason: String, Sendable, CaseIterable {
      /// Another value is already stored at this timestamp.
      case duplicateTimestamp = "duplicate_timestamp"
      /// Before the retention's edge.
      case tooOld = "too_old"
      /// More than ten minutes ahead of the clock.
      case tooFarAhead = "too_far_ahead"
    }

    package var reason: Reason
    package var series: SeriesID
    package var timestamp: Timestamp
    package var value: Double
    /// For a duplicate: what is stored.
    package var storedValue: Double

    package init(
      reason: Reason, series: SeriesID, timestamp: Timestamp, value: Double, storedValue: Double = 0
    ) {
      self.reason = reason
      self.series = series
      self.timestamp = timestamp
      self.value = value
      self.storedValue = storedValue
    }
  }

  /// Samples that are new and stored.
  package var storedCount = 0
  /// Of these: behind the newest sample of their series.
  package var outOfOrderCount = 0
  /// Same timestamp and same bits as stored: nothing to do.
  package var heartbeatCount = 0
  /// Stored in the place of another value, by a batch that ``SampleBatch/replaces``.
  package var replacedCount = 0
  package var duplicateTimestampCount = 0
  package var tooOldCount = 0
  package var tooFarAheadCount = 0
  /// Of the refused: native histograms.
  package var refusedHistogramCount = 0
  /// The first few refused samples.
  package var refusedExamples: [Refused] = []

  package init() {}

  package var refusedCount: Int { duplicateTimestampCount + tooOldCount + tooFarAheadCount }
}
