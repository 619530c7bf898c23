import Storage
import TimeSeries

/// The durable form of ``RuleMemory`` and ``GroupMemory``: see RuleStateFormat.md.
enum RuleRecord {
  static let version: UInt8 = 1

  static func groupKey(_ key: RuleGroupKey) -> [UInt8] {
    var writer = RecordWriter()
    writer.append(key.file)
    writer.append(key.name)
    return writer.bytes
  }

  static func ruleKey(_ key: RuleGroupKey, _ identity: RuleIdentity) -> [UInt8] {
    var writer = RecordWriter(groupKey(key))
    writer.append(bigEndian: identity.hash)
    writer.append(bigEndian: identity.occurrence)
    return writer.bytes
  }

  static func change(_ key: RuleGroupKey, interval: Milliseconds, lastSlot: Timestamp) -> RecordChange {
    var writer = RecordWriter([version])
    writer.append(signed: interval)
    writer.append(signed: lastSlot)
    return RecordChange(space: .ruleState, key: groupKey(key), value: writer.bytes)
  }

  static func change(_ key: RuleGroupKey, _ identity: RuleIdentity, _ memory: RuleMemory) -> RecordChange {
    var writer = RecordWriter([version])
    writer.append(unsigned: UInt64(memory.outputs.count))
    var previous: UInt64 = 0
    for series in memory.outputs {
      writer.append(unsigned: series.rawValue - previous)
      previous = series.rawValue
    }
    let alerts = memory.alerts.sorted
    writer.append(unsigned: UInt64(alerts.count))
    for alert in alerts { writer.append(alert) }
    if let held = memory.held { append(held, to: &writer) }
    return RecordChange(space: .ruleState, key: ruleKey(key, identity), value: writer.bytes)
  }

  private static func append(_ held: HeldOutput, to writer: inout RecordWriter) {
    let histograms = held.rows.compactMap { row in row.histogram.map { (row.series, $0) } }
    let floats = held.rows.filter { $0.histogram == nil }
    writer.append(signed: held.since)
    writer.append(unsigned: UInt64(floats.count))
    for row in floats {
      writer.append(unsigned: row.series.rawValue)
      writer.append(bigEndian: row.value.bitPattern)
    }
    guard !histograms.isEmpty else { return }
    writer.append(unsigned: UInt64(histograms.count))
    for (series, histogram) in histograms {
      writer.append(unsigned: series.rawValue)
      writer.append(histogram)
    }
  }

  static func deletion(_ key: RuleGroupKey) -> RecordChange {
    RecordChange(space: .ruleState, key: groupKey(key), value: nil)
  }

  static func deletion(_ key: RuleGroupKey, _ identity: RuleIdentity) -> RecordChange {
    RecordChange(space: .ruleState, key: ruleKey(key, identity), value: nil)
  }

  /// Every group in `records`. What cannot be read is left out: it costs a stale marker, not the server's start.
  static func memories(in records: [RecordChange]) -> (groups: [RuleGroupKey: GroupMemory], unreadableCount: Int) {
    var groups: [RuleGroupKey: GroupMemory] = [:]
    var unreadableCount = 0
    // In key order a group's own record comes before those of its rules.
    for record in records {
      if !read(record, into: &groups) { unreadableCount += 1 }
    }
    return (groups, unreadableCount)
  }

  private static func read(_ record: RecordChange, into groups: inout [RuleGroupKey: GroupMemory]) -> Bool {
    var key = RecordReader(record.key)
    guard let file = key.text(), let name = key.text() else { return false }
    let groupKey = RuleGroupKey(file: file, name: name)
    var value = RecordReader(record.value ?? [])
    guard value.byte() == version else { return false }
    if key.isAtEnd {
      guard let interval = value.signed(), let lastSlot = value.signed(), interval > 0 else { return false }
      groups[groupKey, default: GroupMemory(interval: interval)].interval = interval
      groups[groupKey]?.lastSlot = lastSlot
      return true
    }
    guard let hash = key.bigEndian(UInt64.self), let occurrence = key.bigEndian(UInt32.self),
      let memory = ruleMemory(&value)
    else { return false }
    let identity = RuleIdentity(hash: hash, occurrence: occurrence)
    groups[groupKey, default: GroupMemory(interval: intervalUnknown)].rules[identity] = memory
    return true
  }

  /// Of a group of which only rules were written before the server ended.
  private static let intervalUnknown: Milliseconds = 60_000

  private static func ruleMemory(_ reader: inout RecordReader) -> RuleMemory? {
    guard let outputCount = reader.unsigned() else { return nil }
    var memory = RuleMemory()
    var previous: UInt64 = 0
    for _ in 0..<min(outputCount, UInt64(reader.remaining)) {
      guard let step = reader.unsigned() else { return nil }
      previous &+= step
      memory.outputs.append(SeriesID(previous))
    }
    guard let alertCount = reader.unsigned(), alertCount <= UInt64(reader.remaining) else { return nil }
    var alerts: [AlertState] = []
    for _ in 0..<alertCount {
      guard let alert = reader.alert() else { return nil }
      alerts.append(alert)
    }
    memory.alerts = AlertBook(alerts)
    if !reader.isAtEnd {
      guard let held = heldOutput(&reader) else { return nil }
      memory.held = held
    }
    return UInt64(memory.outputs.count) == outputCount && reader.isAtEnd ? memory : nil
  }

  private static func heldOutput(_ reader: inout RecordReader) -> HeldOutput? {
    guard let since = reader.signed(), let count = reader.unsigned(), count <= UInt64(reader.remaining) else {
      return nil
    }
    var held = HeldOutput(since: since, rows: [])
    for _ in 0..<count {
      guard let series = reader.unsigned(), let bits = reader.bigEndian(UInt64.self) else { return nil }
      held.rows.append(RuleOutput.Row(series: SeriesID(series), value: Double(bitPattern: bits)))
    }
    if reader.isAtEnd { return held }
    guard let histogramCount = reader.unsigned(), histogramCount <= UInt64(reader.remaining) else { return nil }
    for _ in 0..<histogramCount {
      guard let series = reader.unsigned(), let histogram = reader.histogram() else { return nil }
      held.rows.append(RuleOutput.Row(series: SeriesID(series), value: histogram.sum, histogram: histogram))
    }
    return held
  }
}
