/// How much the head holds; changed by the writer's thread with the head's lock held for writing.
struct HeadCounts: Sendable, Equatable {
  /// Series that have a sample.
  var series = 0
  /// Open chunks, and sealed ones that are not in the store yet.
  var chunks = 0
}
