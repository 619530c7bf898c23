import Storage
import TimeSeries

/// A selection in which the replicas of each series are read side by side and delivered as one.
struct DedupSelection: SeriesSelection {
  let labels: [Labels]
  /// Ordered so that the replicas of one series stand together, first replica first.
  private let replicas: any SeriesSelection
  /// Series `i` is made of the replicas `starts[i]..<starts[i + 1]`.
  private let starts: [Int]

  /// The selection itself where nothing in it is a replica of anything.
  static func merging(_ selection: any SeriesSelection, removal: LabelRemoval) -> any SeriesSelection {
    let full = selection.labels
    var groupOf: [Labels: Int] = Dictionary(minimumCapacity: full.count)
    var members: [[Int]] = []
    var labels: [Labels] = []
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
    guard hasReplicaLabel else { return selection }
    return DedupSelection(
      of: selection, labels: labels,
      members: members.map { $0.count == 1 ? $0 : $0.sorted { full[$0] < full[$1] } })
  }

  private init(of selection: any SeriesSelection, labels: [Labels], members: [[Int]]) {
    self.labels = labels
    replicas = selection.reordered(members.flatMap { $0 })
    var starts = [0]
    starts.reserveCapacity(members.count + 1)
    for group in members { starts.append(starts[starts.count - 1] + group.count) }
    self.starts = starts
  }

  func reordered(_ order: [Int]) -> any SeriesSelection {
    DedupSelection(
      of: replicas, labels: order.map { labels[$0] }, members: order.map { Array(starts[$0]..<starts[$0 + 1]) })
  }

  func read(_ range: Range<Int>, _ body: (Int, borrowing SampleColumns) throws -> Void) throws {
    guard !range.isEmpty else { return }
    var series = range.lowerBound
    var merge = ReplicaMerge()
    try replicas.read(starts[range.lowerBound]..<starts[range.upperBound]) { replica, columns in
      let isLast = replica + 1 == starts[series + 1]
      if isLast, replica == starts[series] {
        try body(series, columns)
      } else {
        merge.add(columns)
        if isLast {
          try body(series, merge.merged)
          merge.removeAll()
        }
      }
      if isLast { series += 1 }
    }
  }
}
