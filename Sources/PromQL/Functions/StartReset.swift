import TimeSeries

/// What start timestamps say of two samples that follow one another.
///
/// Source of the rules: Prometheus's `isStartTimestampReset` and `checkStartTimeOverlap`.
enum StartReset {
  /// Whether what is counted began anew between two samples.
  ///
  /// One that began at the very time of the sample before is a delta (each sample begins where the last ended), unless
  /// nothing is known of when that one began: then it is a sum whose beginning nobody knows.
  static func happened(
    from previous: (time: Timestamp, start: Timestamp), to next: (time: Timestamp, start: Timestamp)
  ) -> Bool {
    guard next.start != 0, next.start < next.time, next.start >= previous.time else { return false }
    if next.start > previous.time { return true }
    return previous.start != 0 && previous.start < previous.time
  }

  /// Whether the samples count the same things twice: the second began before the first was taken, and not with it.
  static func overlaps(previous: (time: Timestamp, start: Timestamp), nextStart: Timestamp) -> Bool {
    nextStart != 0 && nextStart < previous.time && nextStart != previous.start
  }
}

extension WindowSeries {
  /// Whether start timestamps say that the counter began anew at a row of floats.
  func isStartReset(_ row: Int) -> Bool {
    guard row > 0, floatStarts[row] != 0, !isTakeover(row) else { return false }
    return StartReset.happened(
      from: (timestamps[row - 1], floatStarts[row - 1]), to: (timestamps[row], floatStarts[row]))
  }

  /// Whether they say so at a row of native histograms.
  func isHistogramStartReset(_ row: Int) -> Bool {
    guard row > 0, histogramStarts[row] != 0, !isHistogramTakeover(row) else { return false }
    return StartReset.happened(
      from: (histogramTimestamps[row - 1], histogramStarts[row - 1]),
      to: (histogramTimestamps[row], histogramStarts[row]))
  }

  /// Whether a native histogram at a row began anew since the row before, by its start or by its buckets.
  func isHistogramReset(_ row: Int) -> Bool {
    isHistogramStartReset(row) || histograms[row].isReset(after: histograms[row - 1])
  }

  /// The rows at which start timestamps overlap with the sample before, of floats and of native histograms.
  var overlaps: (floats: [Int], histograms: [Int]) {
    (
      WindowSeries.overlaps(timestamps, floatStarts).filter { !isTakeover($0) },
      WindowSeries.overlaps(histogramTimestamps, histogramStarts).filter { !isHistogramTakeover($0) }
    )
  }

  private static func overlaps(_ timestamps: UnsafeBufferPointer<Timestamp>, _ starts: StartColumn) -> [Int] {
    timestamps.indices.prefix(starts.count).dropFirst().filter { row in
      StartReset.overlaps(previous: (timestamps[row - 1], starts[row - 1]), nextStart: starts[row])
    }
  }
}
