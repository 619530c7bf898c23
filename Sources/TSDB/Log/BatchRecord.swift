import Storage
import TimeSeries

/// One committed batch as a record of the batch log: series that are new, records of other rooms, the columns ids,
/// timestamps, values, then histograms.
///
/// Ids and timestamps are written as runs of a constant step, because a scrape's ids follow one another and its
/// timestamps are all alike. See `BatchLogFormat.md`.
struct BatchRecord {
  var newSeries: NewSeries
  var batch: SampleBatch

  /// The first byte is this one plus what the batch has besides.
  private static let version: UInt8 = 3
  private static let replaces: UInt8 = 1
  private static let hasStarts: UInt8 = 2

  static func encode(_ batch: SampleBatch, _ newSeries: NewSeries, to bytes: inout [UInt8]) {
    bytes.append(version + (batch.replaces ? replaces : 0) + (batch.starts.isEmpty ? 0 : hasStarts))
    newSeries.encode(to: &bytes)
    encode(batch.records, to: &bytes)
    bytes.appendVarint(batch.count)
    StepRuns.encode(batch.count, to: &bytes) { Int64(bitPattern: batch.series[$0].rawValue) }
    StepRuns.encode(batch.count, to: &bytes) { batch.timestamps[$0] }
    // Bits of doubles as they lie in memory: little-endian on every machine that this runs on.
    batch.values.withUnsafeBytes { bytes.append(contentsOf: $0) }
    bytes.appendVarint(batch.histograms.count)
    for row in batch.histograms {
      bytes.appendVarint(row.row)
      HistogramCode.encode(row.histogram, after: nil, to: &bytes)
    }
    if !batch.starts.isEmpty { batch.starts.encode(to: &bytes) }
  }

  /// Reads what ``encode(_:to:)`` wrote; `nil` if it is damaged.
  static func decode(_ bytes: UnsafeRawBufferPointer) -> BatchRecord? {
    var reader = ByteReader(bytes)
    guard let first = reader.byte(), (version...version + replaces + hasStarts).contains(first),
      let newSeries = NewSeries(decoding: &reader), let records = records(&reader),
      let count = reader.count(max: bytes.count / 8),
      let series = StepRuns.decode(&reader, count, { SeriesID(UInt64(bitPattern: $0)) }),
      let timestamps = StepRuns.decode(&reader, count, { $0 }),
      let values = reader.take(8 * count), let histogramCount = reader.count(max: count)
    else { return nil }
    var histograms: [SampleBatch.HistogramRow] = []
    for _ in 0..<histogramCount {
      guard let row = reader.count(max: count - 1), let histogram = HistogramCode.decode(&reader, after: nil) else {
        return nil
      }
      histograms.append(.init(row: row, histogram: histogram))
    }
    let flags = first - version
    var starts = StartColumn()
    if flags & hasStarts != 0 {
      guard let column = StartColumn(&reader, rowCount: count) else { return nil }
      starts = column
    }
    var batch = SampleBatch(
      series: series, timestamps: timestamps, values: doubles(values, count), histograms: histograms, starts: starts)
    batch.records = records
    batch.replaces = flags & replaces != 0
    return BatchRecord(newSeries: newSeries, batch: batch)
  }

  private static func encode(_ records: [RecordChange], to bytes: inout [UInt8]) {
    bytes.appendVarint(records.count)
    for record in records {
      bytes.append(record.space.rawValue)
      bytes.appendVarint(record.key.count)
      bytes.append(contentsOf: record.key)
      bytes.appendVarint(record.value.map { $0.count + 1 } ?? 0)
      bytes.append(contentsOf: record.value ?? [])
    }
  }

  private static func records(_ reader: inout ByteReader) -> [RecordChange]? {
    guard let count = reader.count(max: reader.remaining) else { return nil }
    var records: [RecordChange] = []
    for _ in 0..<count {
      guard let space = reader.byte().flatMap(RecordChange.Space.init),
        let keyCount = reader.count(max: reader.remaining),
        let key = reader.take(keyCount), let valueCount = reader.count(max: reader.remaining + 1)
      else { return nil }
      var value: [UInt8]?
      if valueCount > 0 {
        guard let bytes = reader.take(valueCount - 1) else { return nil }
        value = Array(bytes)
      }
      records.append(RecordChange(space: space, key: Array(key), value: value))
    }
    return records
  }

  private static func doubles(_ bytes: UnsafeRawBufferPointer, _ count: Int) -> [Double] {
    Array(unsafeUninitializedCapacity: count) { values, initialized in
      UnsafeMutableRawBufferPointer(values).copyMemory(from: bytes)
      initialized = count
    }
  }
}
