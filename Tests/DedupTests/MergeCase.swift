import TestSupport
import TimeSeries

@testable import Dedup

/// Replicas of one series, and what is known of them: merged as a selection would be.
struct MergeCase {
  var members: [SampleColumns]
  var plan: SlotPlan

  /// Healthy replicas of which the first is the primary.
  init(
    _ members: [SampleColumns], period: Milliseconds, demotions: [[Demotion]] = [],
    primaries: [SlotPlan.Primary] = [SlotPlan.Primary(from: .min, replica: 0)], settled: Timestamp = .max
  ) {
    self.members = members
    let periods = period > 0 ? [PeriodVersion(from: .min, period: period)] : []
    plan = SlotPlan(
      replicas: members.indices.map { index in
        SlotPlan.Replica(
          name: "r\(index)",
          demotions: (index < demotions.count ? demotions[index] : []).map {
            SlotPlan.Stretch(demotion: $0, end: $0.end(period))
          },
          givenUp: (index < demotions.count ? demotions[index] : []).filter { $0.reason == .late }
            .map { $0.from...$0.through },
          closedThrough: settled)
      },
      memberCount: members.count, nameOrder: Array(members.indices), primaries: primaries, periods: periods,
      selectedFrom: .min + 1, edges: [Timestamp.min...Timestamp.max])
  }

  /// What is served in a range, from what was selected with the plan's margin around it.
  func merged(in range: ClosedRange<Timestamp> = -1_000_000_000_000...1_000_000_000_000) -> SampleColumns {
    var merge = SlotMerge()
    let order = plan.membersByRank
    merge.begin(plan, order: order)
    let selected = range.lowerBound - plan.margin...range.upperBound + plan.margin
    for index in order { merge.add(members[index].cut(to: selected)) }
    merge.finish(in: range)
    return merge.merged
  }
}

extension SampleColumns {
  func cut(to range: ClosedRange<Timestamp>) -> SampleColumns {
    SampleColumns(rows: rows.filter { range.contains($0.timestamp) })
  }

  init(_ samples: [(time: Timestamp, value: Double)]) {
    self.init(timestamps: samples.map(\.time), values: samples.map(\.value))
  }

  func equalsBits(_ other: SampleColumns) -> Bool {
    timestamps == other.timestamps && values.map(\.bitPattern) == other.values.map(\.bitPattern)
  }
}
