import TimeSeries

/// Merges the samples of replicas, added in order of preference, into one series.
///
/// *Rules:* a timestamp that several replicas have is served from the first of them; every other timestamp from the one
/// that has it. Values are taken as they are, never combined. A stale marker says that *this replica's* series ended; it
/// is served only where every other replica has ended as well, so that one replica's end does not hide the other.
struct ReplicaMerge {
  private(set) var merged = SampleColumns()
  private var scratch = SampleColumns()
  private var isEmpty = true

  mutating func removeAll() {
    merged.removeAll()
    isEmpty = true
  }

  mutating func add(_ replica: borrowing SampleColumns) {
    defer { isEmpty = false }
    // Fast path: the pair evaluates its rules at the same moments and nothing has ended.
    if !isEmpty, merged.timestamps == replica.timestamps, !ReplicaMerge.hasStaleMarker(merged) { return }
    scratch.removeAll()
    if isEmpty {
      ReplicaMerge.copy(replica, into: &scratch)
    } else {
      ReplicaMerge.merge(merged, replica, into: &scratch)
    }
    swap(&merged, &scratch)
  }

  private static func hasStaleMarker(_ columns: borrowing SampleColumns) -> Bool {
    columns.values.contains { $0.isStaleMarker }
  }

  private static func copy(_ source: borrowing SampleColumns, into target: inout SampleColumns) {
    target.timestamps.append(contentsOf: source.timestamps)
    target.values.append(contentsOf: source.values)
    target.histograms.append(contentsOf: source.histograms)
  }

  private static func merge(
    _ first: borrowing SampleColumns, _ second: borrowing SampleColumns, into target: inout SampleColumns
  ) {
    var left = Cursor()
    var right = Cursor()
    while !left.isAtEnd(first) || !right.isAtEnd(second) {
      let leftTime = left.timestamp(first)
      let rightTime = right.timestamp(second)
      let takesLeft: Bool
      if leftTime == rightTime {
        takesLeft = !left.value(first).isStaleMarker || right.value(second).isStaleMarker
        if takesLeft { right.skip(second) } else { left.skip(first) }
      } else {
        takesLeft = leftTime < rightTime
      }
      if takesLeft {
        left.take(first, unlessAlive: right, into: &target)
      } else {
        right.take(second, unlessAlive: left, into: &target)
      }
    }
  }
}
