import Storage
import TimeSeries

/// The durable trace of recorded values that were replaced; see RuleStateFormat.md.
enum CorrectionRecord {
  /// Of so many replaced slots the values are kept; the oldest go first.
  static let countMax = 10_000
  private static let version: UInt8 = 1

  static func change(of old: [RuleOutput.Row], at timestamp: Timestamp, in key: RuleGroupKey) -> RecordChange {
    var writer = RecordWriter([version])
    writer.append(unsigned: UInt64(old.count))
    for row in old {
      writer.append(unsigned: row.series.rawValue)
      writer.append(bigEndian: row.value.bitPattern)
    }
    var keyWriter = RecordWriter()
    keyWriter.append(bigEndian: timestamp)
    keyWriter.append(key.file)
    keyWriter.append(key.name)
    // A slot may be corrected more than once, and by rules of several levels.
    if let first = old.first { keyWriter.append(unsigned: first.series.rawValue) }
    return RecordChange(space: .corrections, key: keyWriter.bytes, value: writer.bytes)
  }

  /// What must be deleted so that no more than ``countMax`` are kept. `records` are in order of time.
  static func surplus(of records: [RecordChange]) -> [RecordChange] {
    records.prefix(max(0, records.count - countMax)).map {
      RecordChange(space: .corrections, key: $0.key, value: nil)
    }
  }

  static func corrections(in records: [RecordChange], labels: (SeriesID) -> Labels?) -> [RecordedCorrection] {
    records.flatMap { record -> [RecordedCorrection] in
      var key = RecordReader(record.key)
      var value = RecordReader(record.value ?? [])
      guard let bits = key.bigEndian(UInt64.self), value.byte() == version, let count = value.unsigned() else {
        return []
      }
      let timestamp = Timestamp(bitPattern: bits)
      var found: [RecordedCorrection] = []
      for _ in 0..<min(count, UInt64(value.remaining)) {
        guard let series = value.unsigned(), let bits = value.bigEndian(UInt64.self) else { break }
        guard let labels = labels(SeriesID(series)) else { continue }
        found.append(RecordedCorrection(labels: labels, timestamp: timestamp, oldValue: Double(bitPattern: bits)))
      }
      return found
    }
  }
}
