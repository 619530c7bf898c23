import Storage
import TimeSeries

/// The groups of a selection with their plans.
struct PlannedGroups {
  private let groups: [DedupSelection.Group]
  private let labels: [Labels]
  /// Whether replicas bring the same series as before the selection.
  var areCurrent = true

  /// - Parameter ids: of the series of the selection; empty if it has none.
  init(_ groups: ReplicaGroups, ids: [SeriesID], _ planner: inout SlotPlanner) {
    labels = groups.labels
    var planned: [DedupSelection.Group] = []
    planned.reserveCapacity(groups.members.count)
    for members in groups.members {
      let plan = ids.isEmpty ? nil : planner.plan(members.lazy.map { ids[$0] })
      let order = plan?.membersByRank ?? Array(members.indices)
      planned.append(DedupSelection.Group(members: order.map { members[$0] }, order: order, plan: plan))
    }
    self.groups = planned
  }

  /// How far beyond the range samples must be known.
  var margin: Milliseconds { groups.lazy.compactMap { $0.plan?.margin }.max() ?? 0 }

  /// Whether the newest sample of each replica is enough to tell what is newest of all.
  var areConstant: Bool {
    groups.allSatisfy { group in
      group.plan.map { $0.isConstant && $0.replicas.prefix($0.memberCount).allSatisfy(\.demotions.isEmpty) } ?? true
    }
  }

  func selection(
    of base: any SeriesSelection, range: ClosedRange<Timestamp>?, whole: WholeSelection? = nil
  ) -> DedupSelection {
    DedupSelection(groups, labels, of: base, range: range, whole: whole)
  }
}
