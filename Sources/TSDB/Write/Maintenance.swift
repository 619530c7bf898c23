import TimeSeries

/// What the writer does with stored windows when it has time: one thing after the other, each a step at a time.
enum Maintenance {
  /// Short windows are being merged to a long one.
  case merging(WindowMerge)
  /// The chunks of windows that nobody may ask for any more are being deleted.
  case deleting(WindowDeletion)
}

/// The merge of the short windows within one long window.
struct WindowMerge {
  var window: Timestamp
  /// The starts of the short windows that had chunks when it began.
  var short: [Timestamp]
  var nextSlot = 0
  var slotCount: Int
}

/// The deletion of windows that retention has given up.
struct WindowDeletion {
  /// The windows still to be emptied.
  var windows: [StoredWindow]
  /// The whole span in time.
  var span: Range<Timestamp>
}
