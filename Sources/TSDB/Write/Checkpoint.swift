/// A checkpoint that is being made: which slots are still to come, and which records of the log it will cover.
struct Checkpoint {
  var nextSlot = 0
  var slotCount: Int
  /// Records below this are covered once all slots are written.
  var coversBelow: UInt64
  /// Records that are being deleted: below this they are gone.
  var deletedBelow: UInt64
  /// The log's bytes when it began.
  var logBytes: Int
  var began: Double
  /// Whether nothing waits for it, so that it takes the time to write open chunks in their smaller form.
  var isUnhurried: Bool
  var seriesWritten = 0
  var chunksWritten = 0
}
