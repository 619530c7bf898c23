import TestSupport
import Testing
import TimeSeries

@testable import Dedup

/// Each reason in a scene made for it, and that what is told is what is served.
struct ExplainedSlotTests {
  private static let period: Milliseconds = 30_000

  private func replica(_ slots: some Sequence<Int>, value: Double = 0, offset: Milliseconds = 0) -> SampleColumns {
    SampleColumns(slots.map { (time: Timestamp($0) * Self.period + offset, value: Double($0) + value) })
  }

  private func demotion(_ slots: ClosedRange<Int>, _ reason: Demotion.Reason) -> Demotion {
    Demotion(
      from: Timestamp(slots.lowerBound) * Self.period - 1_000,
      through: Timestamp(slots.upperBound) * Self.period - 1_000,
      reason: reason)
  }

  private func explained(_ merge: MergeCase, isRanked: Bool = true) -> [ExplainedSlot] {
    merge.explained(isRanked: isRanked).slots
  }

  @Test func `the primary is served, and its twin is named as rejected`() throws {
    let slots = explained(MergeCase([replica(0..<3), replica(0..<3, value: 0.5, offset: 7_000)], period: Self.period))
    #expect(slots.map(\.reason) == [.primary, .primary, .primary])
    let second = slots[1]
    #expect((second.best.replica, second.best.timestamp, second.best.value) == ("r0", 30_000, 1))
    #expect(second.best.standing == .primary)
    let rejected = try #require(second.rejected.first)
    #expect((rejected.replica, rejected.timestamp, rejected.value) == ("r1", 37_000, 1.5))
    #expect(rejected.standing == .secondary && second.rejected.count == 1)
  }

  @Test func `a slot that the primary lacks is the secondary's`() {
    let slots = explained(MergeCase([replica([0, 2]), replica(0..<3, value: 0.5)], period: Self.period))
    #expect(slots.map(\.reason) == [.primary, .primaryAbsent, .primary])
    #expect(slots.map(\.best.replica) == ["r0", "r1", "r0"])
    #expect(slots.map(\.rejected.count) == [1, 0, 1])
  }

  @Test func `a demoted primary is rejected by the name of its demotion`() {
    let reasons: [(Demotion.Reason, SlotReason, ReplicaStanding)] = [
      (.warming, .primaryWarming, .warming), (.late, .primaryLate, .late), (.healed, .primaryHealed, .healed),
    ]
    for (demotion, reason, standing) in reasons {
      let merge = MergeCase(
        [replica(0..<3), replica(0..<3, value: 0.5)], period: Self.period,
        demotions: [[Demotion(from: 30_000, through: 30_000, reason: demotion)]])
      let slot = explained(merge)[1]
      #expect(slot.reason == reason)
      #expect(slot.best.replica == "r1" && slot.best.standing == .secondary)
      #expect(slot.rejected.map(\.standing) == [standing])
    }
  }

  @Test func `a demoted sample is served where there is no better one`() {
    let reasons: [(Demotion.Reason, SlotReason)] = [(.warming, .warming), (.late, .late), (.healed, .healed)]
    for (demotion, reason) in reasons {
      let merge = MergeCase(
        [replica([0, 2]), replica(0..<3)], period: Self.period,
        demotions: [[], [Demotion(from: 30_000, through: 30_000, reason: demotion)]])
      #expect(explained(merge)[1].reason == reason)
    }
  }

  @Test func `what a better replica may still fill is held back`() {
    let merge = MergeCase([replica(0..<3), replica(0..<4, value: 0.5)], period: Self.period, settled: 60_000)
    let slots = explained(merge)
    #expect(slots.map(\.reason) == [.primary, .primary, .primary, .heldBack])
    #expect(slots.last?.best.replica == "r1")
    #expect(merge.merged().count == 3)
  }

  @Test func `of three, the rejected stand best first`() {
    let merge = MergeCase(
      [replica(0..<1), replica(0..<1, value: 0.1, offset: 3_000), replica(0..<1, value: 0.2, offset: 1_000)],
      period: Self.period, demotions: [[], [demotion(0...1, .warming)]],
      primaries: [SlotPlan.Primary(from: .min, replica: 2)])
    let slots = explained(merge)
    #expect(slots.map(\.best.replica) == ["r2"])
    #expect(slots.first?.rejected.map(\.replica) == ["r0", "r1"])
    #expect(slots.first?.rejected.map(\.standing) == [.secondary, .warming])
  }

  @Test func `without a log the first by labels is served`() {
    let slots = explained(MergeCase([replica(0..<2), replica(0..<3)], period: 0), isRanked: false)
    #expect(slots.map(\.reason) == [.unranked, .unranked, .unranked])
    #expect(slots.map(\.best.replica) == ["r0", "r0", "r1"])
  }

  @Test func `on random replicas, what is told is what is served, and every sample is told of once`() {
    for _ in 0..<200 {
      var random = SeededRandom(seed: .random(in: 0...UInt64.max))
      let members = (0..<Int.random(in: 1...3, using: &random)).map { index in
        let offset = Milliseconds.random(in: -Self.period / 2...Self.period / 2, using: &random)
        let kept = (0..<60).filter { _ in Int.random(in: 0..<5, using: &random) > 0 }
        return replica(kept, value: Double(index) / 10, offset: offset)
      }
      let demotions = members.map { _ in
        let first = Int.random(in: 0..<50, using: &random)
        return [demotion(first...first + 10, Demotion.Reason.allCases.randomElement(using: &random) ?? .late)]
      }
      let isPlain = Bool.random(using: &random)
      let settled = Bool.random(using: &random) ? Timestamp.max : 40 * Self.period
      let merge = MergeCase(members, period: Self.period, demotions: isPlain ? [] : demotions, settled: settled)
      let (merged, slots) = merge.explained()
      let served = slots.filter { $0.reason != .heldBack }
      #expect(merged.equalsBits(merge.merged()), "seed \(random.seed)")
      #expect(served.map(\.best.timestamp) == merged.timestamps, "seed \(random.seed)")
      #expect(served.map(\.best.value) == merged.values, "seed \(random.seed)")
      let told = slots.reduce(0) { $0 + 1 + $1.rejected.count }
      #expect(told == members.reduce(0) { $0 + $1.count }, "seed \(random.seed)")
    }
  }
}

extension MergeCase {
  /// What is served, by the merge that explains itself, and its explanation.
  func explained(isRanked: Bool = true) -> (merged: SampleColumns, slots: [ExplainedSlot]) {
    var merge = SlotMerge()
    let order = plan.membersByRank
    merge.begin(plan, order: order, isExplained: true)
    for index in order { merge.add(members[index]) }
    merge.finish(in: .min...Timestamp.max)
    return (merge.merged, merge.explainedSlots(in: .min...Timestamp.max, isRanked: isRanked))
  }
}
