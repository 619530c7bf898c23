import Storage
import TimeSeries

/// A selection in which the replicas of each series are read side by side and delivered as one.
struct DedupSelection: SeriesSelection {
  /// One series: its replicas, and how to merge them.
  struct Group: Sendable {
    /// Positions in the base selection, best replica first where that does not change.
    var members: [Int]
    /// For each member its number in the plan.
    var order: [Int]
    /// `nil` where the log knows nothing: then by equal timestamps, in the order of labels.
    var plan: SlotPlan?
  }

  let labels: [Labels]
  /// Ordered so that the replicas of one series stand together.
  private let replicas: any SeriesSelection
  private let groups: [Group]
  /// Series `i` is made of the replicas `starts[i]..<starts[i + 1]`.
  private let starts: [Int]
  /// The rows that are wanted; `nil` if no others were selected.
  private let range: ClosedRange<Timestamp>?
  /// The same series with all their samples, where only the newest were selected.
  private let whole: WholeSelection?
  /// Takes down how slots were filled; `nil` if nobody asks.
  var explainer: SlotExplainer?

  init(
    _ groups: [Group], _ labels: [Labels], of base: any SeriesSelection, range: ClosedRange<Timestamp>?,
    whole: WholeSelection? = nil
  ) {
    self.labels = labels
    self.groups = groups
    self.range = range
    self.whole = whole
    replicas = base.reordered(groups.flatMap(\.members))
    var starts = [0]
    starts.reserveCapacity(groups.count + 1)
    for group in groups { starts.append(starts[starts.count - 1] + group.members.count) }
    self.starts = starts
  }

  func reordered(_ order: [Int]) -> any SeriesSelection {
    let moved = order.map { index in
      Group(members: Array(starts[index]..<starts[index + 1]), order: groups[index].order, plan: groups[index].plan)
    }
    var selection = DedupSelection(moved, order.map { labels[$0] }, of: replicas, range: range, whole: whole)
    selection.explainer = explainer
    return selection
  }

  func read(_ range: Range<Int>, _ body: (Int, borrowing SampleColumns) throws -> Void) throws {
    guard !range.isEmpty else { return }
    var series = range.lowerBound
    var merge = SlotMerge()
    try replicas.read(starts[range.lowerBound]..<starts[range.upperBound]) { replica, columns in
      let isLast = replica + 1 == starts[series + 1]
      if isLast, replica == starts[series], groups[series].plan == nil, explainer == nil, isWithinRange(columns) {
        try body(series, columns)
      } else {
        if replica == starts[series] { begin(series, &merge) }
        merge.add(columns)
        if isLast { try deliver(series, &merge, body) }
      }
      if isLast { series += 1 }
    }
  }

  private func begin(_ series: Int, _ merge: inout SlotMerge) {
    let group = groups[series]
    guard let explainer, explainer.explains(labels[series]) else { return merge.begin(group.plan, order: group.order) }
    let plan = group.plan ?? explainer.plan(replicas.labels[starts[series]..<starts[series + 1]])
    merge.begin(plan, order: group.order, isExplained: true)
  }

  private func deliver(
    _ series: Int, _ merge: inout SlotMerge, _ body: (Int, borrowing SampleColumns) throws -> Void
  ) throws {
    merge.finish(in: range ?? Timestamp.min...Timestamp.max)
    explainer?.note(merge, of: labels[series], range, isRanked: groups[series].plan != nil)
    if merge.holdsBack, let whole {
      // The newest may not be served, and the one before it was not selected.
      try whole.read(labels[series]) { try body(series, $0) }
    } else {
      try body(series, merge.merged)
    }
  }

  private func isWithinRange(_ columns: borrowing SampleColumns) -> Bool {
    guard let range, let first = columns.timestamps.first, let last = columns.timestamps.last else { return true }
    return range.contains(first) && range.contains(last)
  }
}
