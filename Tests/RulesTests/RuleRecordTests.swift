import Storage
import TestSupport
import Testing
import TimeSeries

@testable import Rules

@Suite struct RuleRecordTests {
  private let key = RuleGroupKey(file: "/etc/iapetus/rules.yml", name: "g;\u{0}ü")

  private func memory(_ random: inout SeededRandom) -> RuleMemory {
    var outputs: Set<SeriesID> = []
    for _ in 0..<Int.random(in: 0...20, using: &random) {
      outputs.insert(
        SeriesID(UInt64.random(in: 0...UInt64.max >> UInt64.random(in: 0...60, using: &random), using: &random)))
    }
    let alerts = (0..<Int.random(in: 0...5, using: &random)).map { index in
      let time = Int64.random(in: -1000...2_000_000_000_000, using: &random)
      let phases: [AlertState.Phase] = [
        .pending, .firing(since: time, keepingSince: nil), .firing(since: time, keepingSince: time + 5),
        .resolved(firedAt: time - 5, at: time),
      ]
      return AlertState(
        labels: ["alertname": "A", "i": "\(index)"],
        annotations: [Label(name: "summary", value: ""), Label(name: "ü", value: "\n")],
        value: Double(bitPattern: UInt64.random(in: 0...0x7fef_ffff_ffff_ffff, using: &random)), activeAt: time,
        phase: phases[Int.random(in: 0..<4, using: &random)])
    }
    return RuleMemory(outputs: outputs.sorted(), alerts: AlertBook(alerts))
  }

  @Test func `what is written is read back`() {
    var random = SeededRandom.fresh()
    for _ in 0..<200 {
      let identity = RuleIdentity(hash: random.next(), occurrence: UInt32.random(in: 0...3, using: &random))
      let memory = memory(&random)
      let records = [
        RuleRecord.change(key, interval: 15_000, lastSlot: -7), RuleRecord.change(key, identity, memory),
      ]
      let (groups, unreadableCount) = RuleRecord.memories(in: records)
      #expect(unreadableCount == 0, "seed \(random.seed)")
      #expect(
        groups == [key: GroupMemory(interval: 15_000, lastSlot: -7, rules: [identity: memory])], "seed \(random.seed)")
    }
  }

  @Test func `cut and damaged records are left out and counted`() {
    var random = SeededRandom.fresh()
    var memory = memory(&random)
    memory.outputs = [SeriesID(1), SeriesID(300)]
    let whole = RuleRecord.change(key, RuleIdentity(hash: 1, occurrence: 0), memory)
    guard let value = whole.value else { return #expect(Bool(false), "a change without a value") }
    for length in 0..<value.count {
      let cut = RecordChange(space: .ruleState, key: whole.key, value: Array(value[..<length]))
      #expect(RuleRecord.memories(in: [cut]).unreadableCount == 1, "cut to \(length) bytes, seed \(random.seed)")
    }
    let newer = RecordChange(space: .ruleState, key: whole.key, value: [9] + value.dropFirst())
    #expect(RuleRecord.memories(in: [newer]).unreadableCount == 1)
  }

  @Test func `any bytes are read without harm`() {
    var random = SeededRandom.fresh()
    for _ in 0..<2000 {
      let bytes = (0..<Int.random(in: 0...40, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
      let record = RecordChange(
        space: .ruleState, key: RuleRecord.ruleKey(key, .init(hash: 1, occurrence: 0)), value: [1] + bytes)
      _ = RuleRecord.memories(in: [record, RecordChange(space: .ruleState, key: bytes, value: [1])])
    }
  }
}
