import TestSupport
import Testing
import TimeSeries

@testable import Dedup

/// The properties of merging, on random replicas: gaps, constant offsets, drift, jitter, restarts, demotions, and changing
/// primaries. P3 (what was served stays) and P8 (order of arrival) are in ``ServedSimulationTests``.
struct MergePropertyTests {
  private struct Sample {
    var random: SeededRandom
    let period: Milliseconds
    var members: [SampleColumns]
    var demotions: [[Demotion]] = []
    var primaries: [SlotPlan.Primary]
    let length: Timestamp

    /// - Parameter isPlain: whether all are healthy and the first is the primary.
    init(seed: UInt64, replicas: Int? = nil, isPlain: Bool = false) {
      random = SeededRandom(seed: seed)
      period = [10_000, 15_000, 30_000, 60_000].randomElement(using: &random) ?? 15_000
      length = 80 * period
      members = []
      let count = replicas ?? Int.random(in: 1...3, using: &random)
      for index in 0..<count {
        let (samples, demotions) = Sample.replica(index, period, isPlain: isPlain, &random)
        members.append(SampleColumns(samples))
        self.demotions.append(demotions)
      }
      primaries = [SlotPlan.Primary(from: .min, replica: 0)]
      if !isPlain, Bool.random(using: &random) {
        primaries.append(.init(from: Timestamp.random(in: 0...length, using: &random), replica: count - 1))
      }
    }

    static func replica(
      _ index: Int, _ period: Milliseconds, isPlain: Bool, _ random: inout SeededRandom
    ) -> ([(time: Timestamp, value: Double)], [Demotion]) {
      let offset = Bool.random(using: &random) ? 0 : Timestamp.random(in: -period / 2...period / 2, using: &random)
      let drift = Bool.random(using: &random) ? 0 : Timestamp.random(in: -period / 500...period / 500, using: &random)
      let jitter = Bool.random(using: &random) ? 0 : period / 20
      var samples: [(time: Timestamp, value: Double)] = []
      var demotions: [Demotion] = []
      var down = 0
      for slot in 0..<80 {
        if down == 0, Int.random(in: 0..<15, using: &random) == 0 {
          down = Int.random(in: 1...6, using: &random)
          let from = samples.last?.time ?? 0
          let through = Timestamp(slot + down) * period + Timestamp.random(in: 0...5 * period, using: &random)
          let reason = Demotion.Reason.allCases.randomElement(using: &random) ?? .late
          if !isPlain, through > from { demotions.append(Demotion(from: from + 1, through: through, reason: reason)) }
        }
        if down > 0 {
          down -= 1
          continue
        }
        let noise = jitter == 0 ? 0 : Timestamp.random(in: -jitter...jitter, using: &random)
        samples.append((Timestamp(slot) * (period + drift) + offset + noise, Double(slot * 10 + index)))
      }
      return (samples, demotions)
    }

    var merge: MergeCase {
      MergeCase(members, period: period, demotions: demotions, primaries: primaries)
    }
  }

  private func forAll(_ count: Int = 150, replicas: Int? = nil, isPlain: Bool = false, _ check: (inout Sample) -> Void)
  {
    for _ in 0..<count {
      var sample = Sample(seed: .random(in: 0...UInt64.max), replicas: replicas, isPlain: isPlain)
      check(&sample)
    }
  }

  @Test func `P1 P2: equal in every window, and every time`() {
    forAll { sample in
      let whole = sample.merge.merged()
      for _ in 0..<5 {
        let from = Timestamp.random(in: -sample.period...sample.length, using: &sample.random)
        let range = from...from + Timestamp.random(in: 0...sample.length, using: &sample.random)
        let part = sample.merge.merged(in: range)
        #expect(part.equalsBits(whole.cut(to: range)), "seed \(sample.random.seed), window \(range)")
      }
    }
  }

  @Test func `P4 P12: one sample a slot, in strict order`() {
    forAll { sample in
      let merged = sample.merge.merged()
      for (before, after) in zip(merged.rows, merged.rows.dropFirst()) {
        #expect(before.timestamp < after.timestamp, "seed \(sample.random.seed)")
        let areOfOne = Int(before.value) % 10 == Int(after.value) % 10
        let distance = after.timestamp - before.timestamp
        #expect(areOfOne || distance * 2 >= sample.period, "seed \(sample.random.seed): \(before) \(after)")
      }
    }
  }

  @Test func `P5: nothing is made up`() {
    forAll { sample in
      for row in sample.merge.merged().rows {
        let member = sample.members[Int(row.value) % 10]
        let place = member.timestamps.firstIndex(atLeast: row.timestamp)
        #expect(place < member.count && member.timestamps[place] == row.timestamp, "seed \(sample.random.seed)")
        #expect(place < member.count && member.values[place].bitPattern == row.value.bitPattern)
      }
    }
  }

  @Test func `P6: a slot is served if anybody has it`() {
    forAll { sample in
      let served = sample.merge.merged().timestamps
      for time in sample.members.flatMap(\.timestamps) {
        let place = served.firstIndex(atLeast: time)
        let near = [place - 1, place].filter(served.indices.contains).map { abs(served[$0] - time) }.min()
        #expect((near ?? .max) * 4 <= sample.period * 3, "seed \(sample.random.seed): \(time)")
      }
    }
  }

  @Test func `P7: what is served in a slot is of one replica, and of the best`() {
    forAll(isPlain: true) { sample in
      // Nothing of the primary is ever left out.
      let served = Set(sample.merge.merged().timestamps)
      #expect(sample.members[0].timestamps.allSatisfy(served.contains), "seed \(sample.random.seed)")
    }
  }

  @Test func `P9: merging what is merged changes nothing`() {
    forAll { sample in
      let merged = sample.merge.merged()
      #expect(MergeCase([merged], period: sample.period).merged().equalsBits(merged))
      #expect(MergeCase([merged, merged], period: sample.period).merged().equalsBits(merged))
    }
  }

  @Test func `P10: a single replica is untouched`() {
    forAll(replicas: 1) { sample in
      #expect(sample.merge.merged().equalsBits(sample.members[0]), "seed \(sample.random.seed)")
    }
  }

  @Test func `the fast merge and the ranked one agree where ranks do not change`() {
    forAll(isPlain: true) { sample in
      let plan = sample.merge.plan
      var rows = MergedRows()
      RankedMerge(sample.members, Array(sample.members.indices), plan).appendServed(to: &rows)
      #expect(rows.timestamps == sample.merge.merged().timestamps, "seed \(sample.random.seed)")
    }
  }

  @Test func `P11: a counter rises as its replicas' does`() {
    forAll(replicas: 2, isPlain: true) { sample in
      // Counters that rise by ten a slot and lag behind each other.
      let lag = Double.random(in: 0...30, using: &sample.random)
      for member in sample.members.indices {
        sample.members[member].values = sample.members[member].timestamps.map {
          Double($0) / Double(sample.period) * 10 - Double(member) * lag
        }
      }
      let merged = sample.merge.merged()
      let takeovers = Set(merged.takeovers.map { Int($0) })
      var increase = 0.0
      var switches = 0
      for row in 1..<max(1, merged.count) {
        let step = merged.values[row] - merged.values[row - 1]
        if abs(step - 10) > 9 { switches += 1 }
        if step < 0 { #expect(takeovers.contains(row), "seed \(sample.random.seed): a switch is no reset") }
        increase += max(0, step)
      }
      let own = sample.members.map { ($0.values.last ?? 0) - ($0.values.first ?? 0) }.max() ?? 0
      #expect(increase <= own + Double(switches + 2) * (lag + 20), "seed \(sample.random.seed)")
    }
  }

  @Test func `a replica that has begun anew itself is a reset`() {
    let first = SampleColumns([(0, 100), (10, 110), (20, 120)])
    let second = SampleColumns([(20, 119), (30, 3), (40, 13)])
    let merged = MergeCase([first, second], period: 10).merged()
    #expect(merged.values == [100, 110, 120, 3, 13])
    #expect(merged.takeovers.isEmpty)
    let behind = SampleColumns([(20, 90), (30, 100), (40, 110)])
    #expect(MergeCase([first, behind], period: 10).merged().takeovers == [3])
  }
}
