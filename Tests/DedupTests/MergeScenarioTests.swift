import TestSupport
import Testing
import TimeSeries

@testable import Dedup

/// The scenarios in which the merges of others lose or double slots: 240 evaluations at 30 s, the second replica half above
/// the first.
struct MergeScenarioTests {
  private static let period: Milliseconds = 30_000

  private func replica(
    offset: Milliseconds = 0, drift: Milliseconds = 0, value: Double = 0, isThere: (Int) -> Bool = { _ in true }
  ) -> SampleColumns {
    SampleColumns(
      (0..<240).filter(isThere).map {
        (time: Timestamp($0) * (Self.period + drift) + offset, value: Double($0) + value)
      })
  }

  /// How many slots are served, and how many points change while the start of the window slides.
  private func outcome(_ first: SampleColumns, _ second: SampleColumns) -> (points: Int, flickers: Int) {
    let merge = MergeCase([first, second], period: Self.period)
    let whole = merge.merged()
    var flickers = 0
    for start in stride(from: Timestamp(0), to: 60 * Self.period, by: 7_000) {
      let range = start...300 * Self.period
      if !merge.merged(in: range).equalsBits(whole.cut(to: range)) { flickers += 1 }
    }
    return (whole.count, flickers)
  }

  @Test func `both healthy at the same times`() {
    #expect(outcome(replica(), replica(value: 0.5)) == (240, 0))
  }

  @Test func `the first misses one evaluation`() {
    #expect(outcome(replica { $0 != 100 }, replica(value: 0.5)) == (240, 0))
  }

  @Test func `the first misses ten`() {
    #expect(outcome(replica { !(100..<110).contains($0) }, replica(value: 0.5)) == (240, 0))
  }

  @Test func `they differ by seven seconds`() {
    #expect(outcome(replica(), replica(offset: 7_000, value: 0.5)) == (240, 0))
    #expect(outcome(replica { !(100..<110).contains($0) }, replica(offset: 7_000, value: 0.5)) == (240, 0))
  }

  @Test func `one has the even slots, the other the odd ones`() {
    #expect(outcome(replica { $0 % 2 == 0 }, replica(value: 0.5) { $0 % 2 == 1 }) == (240, 0))
  }

  @Test func `each loses a random fifth`() {
    var random = SeededRandom(seed: 7)
    let lost = (0..<2).map { _ in Set((0..<240).filter { _ in Int.random(in: 0..<5, using: &random) == 0 }) }
    let expected = (0..<240).filter { !(lost[0].contains($0) && lost[1].contains($0)) }.count
    let result = outcome(replica { !lost[0].contains($0) }, replica(value: 0.5) { !lost[1].contains($0) })
    #expect(result == (expected, 0))
  }

  @Test func `one drifts by 20 ms a sample`() {
    #expect(outcome(replica(), replica(drift: 20, value: 0.5)) == (240, 0))
  }

  @Test func `bodies stamped with each replica's own clock are one sample a second`() {
    var random = SeededRandom(seed: 11)
    func stamped() -> SampleColumns {
      SampleColumns((0..<240).map { (time: Timestamp($0) * 1000 + .random(in: 0...60, using: &random), value: 1) })
    }
    #expect(MergeCase([stamped(), stamped()], period: 1000).merged().count == 240)
  }

  @Test func `a replica that warms up ranks behind its twin`() {
    let gap = 100..<110
    let back = Timestamp(110) * Self.period
    let warming = Demotion(from: 99 * Self.period + 1, through: back + 300_000, reason: .warming)
    let merge = MergeCase(
      [replica { !gap.contains($0) }, replica(value: 0.5)], period: Self.period, demotions: [[warming]])
    let merged = merge.merged()
    #expect(merged.count == 240)
    // From the gap through five minutes and one period behind it.
    #expect(merged.values.enumerated().filter { $1 != $1.rounded(.down) }.map(\.offset) == Array(100...121))
  }

  @Test func `without a period only equal times are one slot`() {
    let merge = MergeCase([replica(), replica(offset: 7_000)], period: 0)
    #expect(merge.merged().count == 480)
    #expect(MergeCase([replica(), replica()], period: 0).merged().count == 240)
  }
}
