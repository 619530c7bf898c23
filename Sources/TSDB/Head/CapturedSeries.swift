import TimeSeries

/// What the head held of one series at the moment of a selection. Decoded later, without the lock.
struct CapturedSeries: Sendable {
  /// The rare things: copied only where a series has them.
  final class Extras: Sendable {
    let late: SampleColumns
    let histograms: SampleColumns
    /// Start timestamps of the open chunk.
    let starts: StartColumn

    init(_ extras: HeadExtras) {
      late = extras.late
      histograms = extras.histograms
      starts = extras.starts
    }
  }

  var slot: UInt32
  var id: UInt64
  /// Whether only the newest sample is wanted and this is it: nothing else need be read.
  var isNewestOnly = false
  var newestTimestamp: Timestamp
  var newestBits: UInt64
  var chunk: OpenChunk?
  var sealed: SealedNode?
  var extras: Extras?
}
