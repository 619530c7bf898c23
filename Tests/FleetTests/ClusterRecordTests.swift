import Storage
import TestSupport
import Testing
import TimeSeries

@testable import Fleet

struct ClusterRecordTests {
  private func intervals(_ random: inout SeededRandom) -> [DarkInterval] {
    (0..<Int.random(in: 0...5, using: &random)).map { place in
      let from = Timestamp.random(in: -1000...2_000_000_000_000, using: &random)
      let until = place == 0 ? nil : from + Timestamp.random(in: 0...1_000_000, using: &random)
      return DarkInterval(
        from: from, until: until, cause: DarkInterval.Cause.allCases.randomElement(using: &random) ?? .dark)
    }
  }

  @Test func `every record is read as it was written`() {
    for seed in 0..<200 as Range<UInt64> {
      var random = SeededRandom(seed: seed)
      let name = String(repeating: "é", count: Int.random(in: 0...100, using: &random))
      let records: [ClusterRecord] = [
        .cluster(
          name,
          .init(
            isLabelled: Bool.random(using: &random), knownSince: Timestamp(seed) * 1_000_003,
            intervals: intervals(&random))),
        .replica(
          cluster: name, name: "\u{0}a",
          RememberedReplica(tick: 1_700_000_000_000, newest: Timestamp(seed), through: -Timestamp(seed))),
        .downtime(intervals(&random)),
      ]
      for record in records { #expect(ClusterRecord(record.change) == record, "seed \(seed)") }
    }
  }

  @Test func `a damaged or newer record is as good as none`() {
    var random = SeededRandom(seed: 1)
    let whole = ClusterRecord.cluster(
      "eu", .init(isLabelled: true, knownSince: 5, intervals: [DarkInterval(from: 1, until: 300)])
    ).change
    let value = whole.value ?? []
    for length in 0..<value.count {
      #expect(ClusterRecord(RecordChange(space: .clusters, key: whole.key, value: Array(value[..<length]))) == nil)
    }
    #expect(ClusterRecord(RecordChange(space: .clusters, key: whole.key, value: [9] + value.dropFirst())) == nil)
    for _ in 0..<2000 {
      let bytes = (0..<Int.random(in: 0...20, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
      let key = [UInt8.random(in: 0...4, using: &random)] + bytes.prefix(5)
      _ = FleetState([RecordChange(space: .clusters, key: key, value: [1] + bytes)], at: 0)
    }
  }
}
