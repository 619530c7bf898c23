import Storage
import TestSupport
import Testing
import TimeSeries

@testable import TSDB

@Suite struct BatchRecordTests {
  @Test func `a batch is read back as it was`() {
    for round in 0..<200 {
      var random = SeededRandom.fresh()
      var batch = SampleBatch()
      var id = UInt64.random(in: 1...1000, using: &random)
      for _ in 0..<Int.random(in: 0...200, using: &random) {
        id = Int.random(in: 0..<5, using: &random) == 0 ? UInt64.random(in: 1...(1 << 40), using: &random) : id + 1
        let timestamp = Bool.random(using: &random) ? 1_700_000_000_000 : Timestamp.random(in: -5...5, using: &random)
        if Int.random(in: 0..<9, using: &random) == 0 {
          batch.append(SeriesID(id), timestamp, WildSamples.histogram(using: &random))
        } else {
          batch.append(
            SeriesID(id), timestamp, WildSamples.odd[Int.random(in: 0..<WildSamples.odd.count, using: &random)])
        }
      }
      if Bool.random(using: &random), batch.count > 0 {
        batch.setLastStart(Timestamp.random(in: -9...9, using: &random))
      }
      batch.replaces = Bool.random(using: &random)
      var model = Model()
      batch.records = model.randomRecords(using: &random)
      let newSeries =
        Bool.random(using: &random)
        ? .none : NewSeries(first: SeriesID(.random(in: 1...9, using: &random)), labels: [["a": "b"], [:], ["c": "é"]])
      var bytes: [UInt8] = []
      BatchRecord.encode(batch, newSeries, to: &bytes)
      let record = bytes.withUnsafeBytes { BatchRecord.decode($0) }
      let read = record?.batch
      let note = Comment(rawValue: "seed \(random.seed) round \(round)")
      #expect(read?.series == batch.series, note)
      #expect(read?.timestamps == batch.timestamps, note)
      #expect(read?.values.map(\.bitPattern) == batch.values.map(\.bitPattern), note)
      #expect(read?.histograms.map(\.histogram) == batch.histograms.map(\.histogram), note)
      #expect(read?.histograms.map(\.row) == batch.histograms.map(\.row), note)
      #expect(read?.replaces == batch.replaces, note)
      #expect(read?.records == batch.records, note)
      #expect(record?.newSeries.first == newSeries.first, note)
      #expect(record?.newSeries.labels == newSeries.labels, note)
      #expect(read?.starts == batch.starts, note)
      for cut in stride(from: 0, to: bytes.count, by: 7) {
        #expect(bytes.prefix(cut).withUnsafeBytes { BatchRecord.decode($0) == nil }, note)
      }
    }
  }

  @Test func `a scrape costs its values and a few bytes`() {
    var batch = SampleBatch()
    for id in 0..<1000 { batch.append(SeriesID(UInt64(id) + 5), 1_700_000_000_000, Double(id)) }
    var bytes: [UInt8] = []
    BatchRecord.encode(batch, .none, to: &bytes)
    #expect(bytes.count < 8040)
  }
}
