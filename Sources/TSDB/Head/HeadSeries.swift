import TimeSeries

/// One series in memory: its open chunk, and what of it is not in the store yet.
struct HeadSeries {
  /// The newest sample in order; `Timestamp.min` says that there is none at all.
  var newestTimestamp = Timestamp.min
  var newestBits: UInt64 = 0
  /// The end of the open chunk's window, exclusive.
  var windowEnd = Timestamp.min
  var chunk: OpenChunk?
  /// No stored sample is older. A lower bound: retention does not raise it.
  var oldestTimestamp = Timestamp.max
  var sealed: SealedNode?
  var extras: HeadExtras?
  /// The number of the open chunk within its window.
  var part: UInt32 = 0
  /// Whether a checkpoint has to write it.
  var isDirty = false
  /// Whether its stored record has the open chunk in the larger form that is quickly written.
  var isStoredInHaste = false

  var isEmpty: Bool { newestTimestamp == .min }

  func overlaps(_ from: Timestamp, _ through: Timestamp) -> Bool {
    oldestTimestamp <= through && newestTimestamp >= from
  }
}
