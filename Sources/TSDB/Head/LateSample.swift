import Storage
import TimeSeries

/// One sample on the slow path.
struct LateSample {
  var series: SeriesID
  var timestamp: Timestamp
  var value: Double
  var histogram: FloatHistogram?
  /// 0 for none.
  var start: Timestamp = 0

  /// Whether both are the same bits, whatever is said of starts and resets; two histograms are compared field by field.
  func isSame(as other: LateSample) -> Bool {
    guard var histogram, var otherHistogram = other.histogram else {
      return histogram == nil && other.histogram == nil && value.bitPattern == other.value.bitPattern
    }
    (histogram.counterReset, otherHistogram.counterReset) = (.unknown, .unknown)
    return histogram == otherHistogram || (histogram.isStaleMarker && otherHistogram.isStaleMarker)
  }
}

extension AppendResult {
  private static let examplesMax = 5

  mutating func refuse(_ sample: LateSample, _ reason: Refused.Reason, storedValue: Double = 0) {
    switch reason {
    case .duplicateTimestamp: duplicateTimestampCount += 1
    case .tooOld: tooOldCount += 1
    case .tooFarAhead: tooFarAheadCount += 1
    }
    if sample.histogram != nil { refusedHistogramCount += 1 }
    guard refusedExamples.count < AppendResult.examplesMax else { return }
    refusedExamples.append(
      Refused(
        reason: reason, series: sample.series, timestamp: sample.timestamp, value: sample.value,
        storedValue: storedValue))
  }
}
