package import TimeSeries

/// The times that queries look at: all but those so near to the ends of time that a window, an offset or a lookback
/// beside them would be none. Nothing is ever stored out there, so that whoever looks further sees the same.
package enum QueryTimes {
  /// More than four of the longest durations, which are of 292 years.
  private static let margin: Milliseconds = 1 << 46
  private static let bounds = (Timestamp.min + margin)...(Timestamp.max - margin)

  /// The longest lookback: as the longest duration that a query can write.
  static let lookbackMax: Milliseconds = .max / 1_000_000

  package static func clamp(_ time: Timestamp) -> Timestamp { min(max(time, bounds.lowerBound), bounds.upperBound) }
}
