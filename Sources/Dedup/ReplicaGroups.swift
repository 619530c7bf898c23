import Storage
import TimeSeries

/// Which series of a selection are replicas of each other.
struct ReplicaGroups {
  /// Without the replica labels, in the order of first sight.
  private(set) var labels: [Labels] = []
  /// For each, its replicas in the order of their labels.
  private(set) var members: [[Int]] = []

  /// `nil` if nothing in the selection is a replica of anything.
  init?(_ selection: any SeriesSelection, _ removal: LabelRemoval) {
    let full = selection.labels
    var groupOf: [Labels: Int] = Dictionary(minimumCapacity: full.count)
    var hasReplicaLabel = false
    for (position, series) in full.enumerated() {
      let merged = removal(series)
      hasReplicaLabel = hasReplicaLabel || merged.bytes.count != series.bytes.count
      if let group = groupOf[merged] {
        members[group].append(position)
      } else {
        groupOf[merged] = labels.count
        labels.append(merged)
        members.append([position])
      }
    }
    guard hasReplicaLabel else { return nil }
    for group in members.indices where members[group].count > 1 {
      members[group].sort { full[$0] < full[$1] }
    }
  }

  /// The groups merged by equal timestamps.
  func selection(of base: any SeriesSelection) -> DedupSelection {
    let groups = members.map { DedupSelection.Group(members: $0, order: Array($0.indices), plan: nil) }
    return DedupSelection(groups, labels, of: base, range: nil)
  }
}
