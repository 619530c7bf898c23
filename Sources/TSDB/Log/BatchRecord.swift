import Storage
import TimeSeries

/// One committed batch as a record of the batch log: the columns ids, timestamps, values, then histograms.
///
/// Ids and timestamps are written as runs of a constant step, because a scrape's ids follow one another and its
/// timestamps are all alike. See `BatchLogFormat.md`.
enum BatchRecord {
  private static let version: UInt8 = 1
  /// As version 1, of a batch that replaces.
  private static let replacingVersion: UInt8 = 2

  static func encode(_ batch: SampleBatch, to bytes: inout [UInt8]) {
    bytes.append(batch.replaces ? replacingVersion : version)
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
  }

  /// Reads what ``encode(_:to:)`` wrote; `nil` if it is damaged.
  static func decode(_ bytes: UnsafeRawBufferPointer) -> SampleBatch? {
    var reader = ByteReader(bytes)
    guard let version = reader.byte(), version == Self.version || version == replacingVersion,
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
    var batch = SampleBatch(
      series: series, timestamps: timestamps, values: doubles(values, count), histograms: histograms)
    batch.replaces = version == replacingVersion
    return batch
  }

  private static func doubles(_ bytes: UnsafeRawBufferPointer, _ count: Int) -> [Double] {
    Array(unsafeUninitializedCapacity: count) { values, initialized in
      UnsafeMutableRawBufferPointer(values).copyMemory(from: bytes)
      initialized = count
    }
  }
}
