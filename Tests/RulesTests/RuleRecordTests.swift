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

  private func histogram(_ random: inout SeededRandom) -> FloatHistogram {
    func value() -> Double { Double(bitPattern: UInt64.random(in: 0...0x7fef_ffff_ffff_ffff, using: &random)) }
    func side() -> ([FloatHistogram.Span], [Double]) {
      let spans = (0..<Int.random(in: 0...3, using: &random)).map { _ in
        FloatHistogram.Span(
          offset: .random(in: -9...9, using: &random), length: UInt32.random(in: 1...4, using: &random))
      }
      return (spans, (0..<spans.reduce(0) { $0 + Int($1.length) }).map { _ in value() })
    }
    var histogram = FloatHistogram()
    histogram.counterReset = [.unknown, .reset, .notReset, .gauge][Int.random(in: 0..<4, using: &random)]
    histogram.schema = .random(in: -4...8, using: &random)
    (histogram.zeroThreshold, histogram.zeroCount) = (value(), value())
    (histogram.count, histogram.sum) = (value(), -value())
    (histogram.positiveSpans, histogram.positiveBuckets) = side()
    (histogram.negativeSpans, histogram.negativeBuckets) = side()
    if Bool.random(using: &random) { histogram.customBounds = [value(), .infinity] }
    return histogram
  }

  @Test func `what is held is read back, native histograms too`() {
    var random = SeededRandom.fresh()
    for _ in 0..<200 {
      let identity = RuleIdentity(hash: random.next(), occurrence: 0)
      var memory = memory(&random)
      var held = HeldOutput(since: .random(in: 0...9_999_999, using: &random), rows: [])
      for _ in 0..<Int.random(in: 0...3, using: &random) {
        held.rows.append(.init(series: SeriesID(random.next()), value: Double.random(in: -1...1, using: &random)))
      }
      for _ in 0..<Int.random(in: 0...3, using: &random) {
        let histogram = histogram(&random)
        held.rows.append(.init(series: SeriesID(random.next()), value: histogram.sum, histogram: histogram))
      }
      memory.held = held
      let record = RuleRecord.change(key, identity, memory)
      let (groups, unreadableCount) = RuleRecord.memories(in: [record])
      #expect(unreadableCount == 0, "seed \(random.seed)")
      #expect(groups[key]?.rules[identity] == memory, "seed \(random.seed)")
      // A record that ends early may look like one without histograms; nothing else is taken for whole.
      guard let value = record.value, held.rows.contains(where: { $0.histogram != nil }) else { continue }
      let wholeCounts = (0..<value.count).map { length in
        RuleRecord.memories(in: [RecordChange(space: .ruleState, key: record.key, value: Array(value[..<length]))])
      }.filter { $0.unreadableCount == 0 }
      #expect(wholeCounts.count <= 2, "seed \(random.seed)")
      #expect(
        wholeCounts.allSatisfy {
          $0.groups[key]?.rules[identity]?.held?.rows.allSatisfy { $0.histogram == nil } ?? true
        },
        "seed \(random.seed)")
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
