import Storage
import TestSupport
import Testing
import TimeSeries

@testable import Healing

struct GapRecordTests {
  @Test func `what is written is read`() {
    var gap = Gap(from: 5, until: 9, noticedAt: 12)
    gap.healedThrough = 7
    for record in [
      GapRecord.cluster("eu ü", GapWatch.Mark(tick: 1, newest: -2), [gap, Gap(from: 20, until: 30, noticedAt: 31)]),
      .cluster("", nil, []), .unevaluated(-5...1_700_000_000_000),
    ] { #expect(GapRecord(record.change) == record) }
  }

  @Test func `damaged records are none, or sound`() {
    var random = SeededRandom.fresh()
    for _ in 0..<2000 {
      var change = GapRecord.cluster("eu", GapWatch.Mark(tick: 1, newest: 2), [Gap(from: 5, until: 9, noticedAt: 1)])
        .change
      var value = change.value ?? []
      if Bool.random(using: &random) { value.removeLast(Int.random(in: 0...value.count, using: &random)) }
      if !value.isEmpty {
        value[Int.random(in: 0..<value.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      change.value = value
      guard case .cluster(_, _, let gaps)? = GapRecord(change) else { continue }
      #expect(gaps.allSatisfy { $0.from < $0.until && $0.healedThrough >= $0.from }, "seed \(random.seed)")
    }
  }
}
