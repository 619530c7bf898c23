import Testing
import TimeSeries

@testable import Dedup

struct ReplicaDivergenceTests {
  private static let period: Milliseconds = 30_000
  private var families = SeriesFamilies()
  private var divergence = ReplicaDivergence()

  init() {
    for replica in 0..<2 {
      for family in 0..<16 {
        families.hold(
          SeriesID(UInt64(replica * 16 + family)), family: UInt64(family), replica: replica, bit: 1 << replica)
      }
    }
  }

  /// A body in which all series have one value.
  private mutating func deliver(_ replica: Int, _ time: Timestamp, _ value: Double) -> Double? {
    let ids = (0..<16).map { SeriesID(UInt64(replica * 16 + $0)) }
    return divergence.compare(
      ids, ids.map { _ in time }, ids.map { _ in value }, of: replica, cluster: 0, period: Self.period, families)
  }

  @Test mutating func `equal replicas do not differ, zeros among them`() {
    #expect(deliver(0, 0, 5) == nil)
    #expect(deliver(1, 7_000, 5) == 0)
    #expect(deliver(0, 30_000, 0) == nil)
    #expect(deliver(1, 37_000, 0) == 0)
  }

  @Test mutating func `the difference counts against the greater value, and the past fades`() {
    _ = deliver(0, 0, -8)
    let first = deliver(1, 0, -10) ?? -1
    #expect(abs(first - 0.2) < 1e-12)
    _ = deliver(0, 30_000, 4)
    let mean = deliver(1, 30_000, 4) ?? -1
    #expect(abs(mean - 0.2 * 0.9 / 1.9) < 1e-12)
  }

  @Test mutating func `samples of other slots, and what is no number, are not compared`() {
    _ = deliver(0, 0, 1)
    #expect(deliver(1, 15_001, 2) == nil)
    #expect(deliver(0, 16_000, .nan) == nil)
    #expect(deliver(0, 16_000, 2) == 0)
  }
}
