import Storage
import TSDB
import Telemetry
import TestSupport
import Testing
import TimeSeries

@Suite struct TimeSeriesDatabaseTests {
  let folder = TemporaryDirectory()
  let all = [LabelMatcher("__name__", equals: "m")]

  private func batch(
    _ database: TimeSeriesDatabase, _ timestamps: some Sequence<Timestamp>, series: Int = 1, value: Double = 1
  ) throws -> SampleBatch {
    var batch = SampleBatch()
    for number in 0..<series {
      let id = try database.seriesID(of: ["__name__": "m", "i": "\(number)"])
      for timestamp in timestamps { batch.append(id, timestamp, value + Double(timestamp)) }
    }
    return batch
  }

  private func count(_ database: TimeSeriesDatabase) throws -> Int {
    try TestDatabase.samples(database, all).values.reduce(0) { $0 + $1.count }
  }

  @Test func `a sample at the edge of a window is stored once`() async throws {
    let database = try TestDatabase.open(folder.path)
    let edges: [Timestamp] = [59_999, 60_000, 60_001, 119_999, 120_000, 480_000, 480_001]
    _ = try await database.append(batch(database, edges))
    await database.close()
    let again = try TestDatabase.open(folder.path)
    #expect(try TestDatabase.samples(again, all).values.first?.timestamps == edges)
    let one = try TestDatabase.samples(again, all, from: 60_000, through: 60_000)
    #expect(one.values.first?.timestamps == [60_000])
    await again.close()
  }

  @Test func `a sample takes the place of a stale marker, and a marker that of no sample`() async throws {
    let database = try TestDatabase.open(folder.path)
    let id = try database.seriesID(of: ["__name__": "m"])
    let marker = StaleMarker.value
    let samples: [(Timestamp, Double)] = [(1000, 1), (2000, marker), (3000, 3), (2000, 2), (2000, marker)]
    for (timestamp, value) in samples {
      var batch = SampleBatch()
      batch.append(id, timestamp, value)
      _ = try await database.append(batch)
    }
    #expect(try TestDatabase.samples(database, all).values.first?.values == [1, 2, 3])
    await database.close()
    let again = try TestDatabase.open(folder.path)
    #expect(try TestDatabase.samples(again, all).values.first?.values == [1, 2, 3])
    await again.close()
  }

  @Test func `of histograms those are known to be no resets that follow one and are none`() async throws {
    typealias Reset = FloatHistogram.CounterReset
    // What a sender says, its count, and what is known afterwards.
    let samples: [(sent: Reset, count: Double, known: Reset)] = [
      (.unknown, 5, .unknown), (.unknown, 6, .notReset), (.notReset, 4, .unknown), (.unknown, 4, .notReset),
      (.reset, 9, .unknown), (.gauge, 9, .gauge), (.unknown, 9, .unknown), (.unknown, 10, .notReset),
    ]
    let database = try TestDatabase.open(folder.path)
    let id = try database.seriesID(of: ["__name__": "m"])
    func histogram(_ reset: Reset, _ count: Double) -> FloatHistogram {
      var histogram = FloatHistogram()
      (histogram.counterReset, histogram.count, histogram.sum) = (reset, count, count)
      histogram.positiveSpans = [.init(offset: 0, length: 1)]
      histogram.positiveBuckets = [count]
      return histogram
    }
    for (row, sample) in samples.enumerated() {
      var batch = SampleBatch()
      batch.append(id, Timestamp(row) * 2000, histogram(sample.sent, sample.count))
      _ = try await database.append(batch)
    }
    func known(_ database: TimeSeriesDatabase) throws -> [Reset] {
      try TestDatabase.samples(database, all).values.flatMap { $0.histograms.map(\.histogram.counterReset) }
    }
    #expect(try known(database) == samples.map(\.known))
    await database.close()
    let again = try TestDatabase.open(folder.path)
    #expect(try known(again) == samples.map(\.known), "also after a restart")
    var late = SampleBatch()
    late.append(id, 1000, histogram(.unknown, 50))
    _ = try await again.append(late)
    #expect(try known(again).allSatisfy { $0 == .unknown || $0 == .gauge }, "one that came between may be a reset")
    await again.close()
  }

  @Test func `start timestamps stay with their samples, whatever becomes of the chunk`() async throws {
    let database = try TestDatabase.open(folder.path)
    let id = try database.seriesID(of: ["__name__": "m"])
    var wanted = StartColumn()
    for row in 0...101 {
      var batch = SampleBatch()
      batch.append(id, Timestamp(row) * 3000, Double(row))
      if row % 7 > 2 {
        batch.setLastStart(Timestamp(row) * 3000 - 1000)
        wanted.set(Timestamp(row) * 3000 - 1000, at: row)
      }
      _ = try await database.append(batch)
    }
    #expect(try TestDatabase.samples(database, all).values.first?.starts == wanted)
    do {
      let newest = try database.select(all, SelectRange(from: 0, through: 1_000_000, newestOnly: true))
      try newest.read(0..<1) { _, columns in #expect(columns.starts[columns.count - 1] == 302_000) }
    }
    await database.close()
    let again = try TestDatabase.open(folder.path)
    #expect(try TestDatabase.samples(again, all).values.first?.starts == wanted)
    #expect(
      try TestDatabase.samples(again, all, from: 9000, through: 15_000).values.first?.starts == wanted.rows(3..<6))
    await again.close()
  }

  @Test func `a selection does not see later appends`() async throws {
    let database = try TestDatabase.open(folder.path)
    _ = try await database.append(batch(database, 0..<10, series: 3))
    let selection = try database.select(all, SelectRange(from: 0, through: 1_000_000))
    for start in 1...20 {
      _ = try await database.append(batch(database, (0..<30).map { Int64(start * 1000 + $0 * 30) }, series: 3))
    }
    var total = 0
    try selection.read(0..<selection.labels.count) { _, columns in total += columns.count }
    #expect(total == 30)
    #expect(try count(database) == 30 + 3 * 600)
    await database.close()
  }

  @Test func `several selections see the same batches`() async throws {
    let database = try TestDatabase.open(folder.path)
    _ = try await database.append(batch(database, 0..<10, series: 2))
    let writing = Task {
      for start in 1...200 { _ = try await database.append(batch(database, [Int64(start * 1000)], series: 2)) }
    }
    let newest = SelectRequest(all, SelectRange(from: 0, through: 1_000_000, newestOnly: true))
    for _ in 0..<200 {
      var times: Set<Timestamp> = []
      for selection in try database.select([newest, newest, newest]) {
        try selection.read(0..<selection.labels.count) { _, columns in times.insert(columns.timestamps.last ?? -1) }
      }
      #expect(times.count == 1)
      await Task.yield()
    }
    try await writing.value
    await database.close()
  }

  @Test func `a sample too far ahead is refused and does not come back at a restart`() async throws {
    var settings = TestDatabase.settings(folder.path)
    settings.clock = { 1000 }
    let database = try TestDatabase.open(settings)
    let result = try await database.append(batch(database, [1000, 601_000, 601_001]))
    #expect(result.storedCount == 2)
    #expect(result.tooFarAheadCount == 1)
    #expect(result.refusedExamples.map(\.timestamp) == [601_001])
    await database.close()
    let again = try TestDatabase.open(folder.path)
    #expect(try count(again) == 2)
    await again.close()
  }

  @Test func `samples beyond the retention are refused, and removed from disk`() async throws {
    var settings = TestDatabase.settings(folder.path)
    settings.retentionTime = 1_000_000
    let database = try TestDatabase.open(settings)
    for start in stride(from: Timestamp(0), to: 4_000_000, by: 100_000) {
      _ = try await database.append(batch(database, stride(from: start, to: start + 100_000, by: 1000), series: 4))
    }
    let result = try await database.append(batch(database, [2_998_999 - 100_000]))
    #expect(result.tooOldCount == 1)
    // Whole long windows go: of eight minutes each.
    let edge: Timestamp = 2_999_000 / 480_000 * 480_000
    let isGone = try await TestDatabase.eventually {
      try TestDatabase.samples(database, all).values.allSatisfy { ($0.timestamps.first ?? 0) >= edge }
    }
    #expect(isGone)
    #expect(
      try TestDatabase.samples(database, all, from: edge).values.allSatisfy {
        $0.count == (4_000_000 - Int(edge)) / 1000
      })
    await database.close()
    let again = try TestDatabase.open(settings)
    #expect(try TestDatabase.samples(again, all).values.allSatisfy { ($0.timestamps.first ?? 0) >= edge })
    await again.close()
  }

  @Test func `a store that takes more bytes than it may gives up its oldest windows, never the newest`() async throws {
    var settings = TestDatabase.settings(folder.path)
    settings.retentionBytes = 1
    let metrics = Registry()
    let database = try TestDatabase.open(settings, metrics: metrics)
    for start in stride(from: Timestamp(0), to: 3_000_000, by: 25_000) {
      _ = try await database.append(batch(database, stride(from: start, to: start + 25_000, by: 1000), series: 10))
      try await Task.sleep(for: .milliseconds(5))
    }
    let timestamps = try TestDatabase.samples(database, all).values.flatMap(\.timestamps)
    #expect(try #require(timestamps.min()) >= 960_000)
    #expect(Set(timestamps).isSuperset(of: stride(from: 2_880_000, to: 3_000_000, by: 1000)))
    let deletions = metrics.families().first { $0.name == "prometheus_tsdb_size_retentions_total" }
    #expect(deletions?.samples.first?.value ?? 0 > 0)
    await database.close()
  }

  @Test func `a series that retention has emptied is forgotten, and its id is not given out again`() async throws {
    var settings = TestDatabase.settings(folder.path)
    settings.retentionTime = 1_000_000
    let database = try TestDatabase.open(settings)
    let ended = try database.seriesID(of: ["__name__": "ended"])
    var batch = SampleBatch()
    batch.append(ended, 1000, 1)
    _ = try await database.append(batch)
    for start in stride(from: Timestamp(0), to: 4_000_000, by: 100_000) {
      _ = try await database.append(self.batch(database, stride(from: start, to: start + 100_000, by: 1000)))
    }
    #expect(try await TestDatabase.eventually { try database.series([], 0...5_000_000).count == 1 })
    await database.close()
    let again = try TestDatabase.open(settings)
    #expect(again.labels(of: ended) == nil)
    #expect(try again.seriesID(of: ["__name__": "new"]).rawValue > ended.rawValue)
    await again.close()
  }

  @Test func `windows that are over are merged, with the same samples`() async throws {
    let metrics = Registry()
    let database = try TestDatabase.open(TestDatabase.settings(folder.path), metrics: metrics)
    for start in stride(from: Timestamp(0), to: 2_000_000, by: 50_000) {
      _ = try await database.append(batch(database, stride(from: start, to: start + 50_000, by: 1000), series: 10))
    }
    let merged = try await TestDatabase.eventually {
      metrics.families().first { $0.name == "prometheus_tsdb_compactions_total" }?.samples.first?.value ?? 0 >= 3
    }
    #expect(merged)
    #expect(try count(database) == 20_000)
    let late = try await database.append(batch(database, [500_500], series: 10))
    #expect(late.outOfOrderCount == 10)
    #expect(try await database.append(batch(database, [500_500, 600_000], series: 10)).heartbeatCount == 20)
    await database.close()
    let again = try TestDatabase.open(folder.path)
    #expect(try count(again) == 20_010)
    await again.close()
  }

  @Test func `half a long window is merged before the other half has come`() async throws {
    let metrics = Registry()
    let database = try TestDatabase.open(TestDatabase.settings(folder.path), metrics: metrics)
    for start in stride(from: Timestamp(0), to: 320_000, by: 20_000) {
      _ = try await database.append(batch(database, stride(from: start, to: start + 20_000, by: 1000), series: 10))
    }
    let merged = try await TestDatabase.eventually {
      metrics.families().first { $0.name == "prometheus_tsdb_compactions_total" }?.samples.first?.value ?? 0 >= 1
    }
    #expect(merged)
    #expect(try count(database) == 3200)
    let late = try await database.append(batch(database, [100_500, 310_500], series: 10))
    #expect(late.outOfOrderCount == 20)
    await database.close()
    let again = try TestDatabase.open(folder.path)
    #expect(try count(again) == 3220)
    await again.close()
  }

  @Test func `the newest sample alone answers an instant query`() async throws {
    let database = try TestDatabase.open(folder.path)
    _ = try await database.append(batch(database, 0..<40, series: 2))
    for through in [Timestamp(39), 100, 20] {
      let selection = try database.select(all, SelectRange(from: 0, through: through, newestOnly: true))
      try selection.read(0..<selection.labels.count) { _, columns in
        #expect(columns.timestamps.last == min(through, 39))
        #expect(columns.values.last == 1 + Double(min(through, 39)))
      }
    }
    await database.close()
  }

  @Test func `records of other rooms come back in key order, and only those under the prefix`() async throws {
    let database = try TestDatabase.open(folder.path)
    var batch = SampleBatch()
    batch.records = [[2, 1], [1, 9], [1]].map { RecordChange(space: .ledger, key: $0, value: $0) }
    batch.records.append(RecordChange(space: .ruleState, key: [1, 5], value: [5]))
    _ = try await database.append(batch)
    #expect(try database.records(in: .ledger, keyPrefix: [1]).map(\.key) == [[1], [1, 9]])
    batch.records = [RecordChange(space: .ledger, key: [1], value: nil)]
    _ = try await database.append(batch)
    #expect(try database.records(in: .ledger, keyPrefix: []).map(\.key) == [[1, 9], [2, 1]])
    await database.close()
  }

  @Test func `labels are listed for the time asked only`() async throws {
    let database = try TestDatabase.open(folder.path)
    _ = try await database.append(batch(database, [1000, 2000]))
    var other = SampleBatch()
    other.append(try database.seriesID(of: ["__name__": "n", "z": "1"]), 9000, 1)
    _ = try await database.append(other)
    #expect(try database.labelNames([], 0...5000) == ["__name__", "i"])
    #expect(try database.labelNames([], 0...9000) == ["__name__", "i", "z"])
    #expect(try database.labelValues(of: "__name__", [], 3000...9000) == ["n"])
    #expect(try database.series(all, 0...9000) == [["__name__": "m", "i": "0"]])
    await database.close()
  }

  @Test func `no more series than the limit are let in`() async throws {
    var settings = TestDatabase.settings(folder.path)
    settings.seriesLimit = 1
    let database = try TestDatabase.open(settings)
    let first = try database.seriesID(of: ["a": "1"])
    let error = #expect(throws: StorageError.self) { try database.seriesID(of: ["a": "2"]) }
    #expect(error?.reason == .seriesLimit)
    #expect(try database.seriesID(of: ["a": "1"]) == first)
    await database.close()
  }

  @Test func `nothing is appended after the end, nor opened twice`() async throws {
    let database = try TestDatabase.open(folder.path)
    let error = #expect(throws: StorageError.self) { try TestDatabase.open(folder.path) }
    #expect(error?.description.contains("another server uses this folder") == true)
    await database.close()
    let batch = try batch(database, [1])
    let closed = await #expect(throws: StorageError.self) { try await database.append(batch) }
    #expect(closed?.reason == .closed)
  }

  @Test func `status counts what is there`() async throws {
    let database = try TestDatabase.open(folder.path)
    _ = try await database.append(batch(database, [1000, 2000], series: 3))
    #expect(database.status.seriesCount == 3)
    #expect(database.status.extent == 1000...2000)
    let statistics = database.statistics(limit: 2)
    #expect(statistics.labelPairCount == 4)
    #expect(statistics.diskBytes > 0)
    #expect(statistics.seriesCountByMetricName == [.init(name: "m", value: 3)])
    #expect(statistics.labelValueCountByLabelName.first == .init(name: "i", value: 3))
    let pairs = statistics.seriesCountByLabelValuePair
    #expect(pairs == [.init(name: "__name__=m", value: 3), .init(name: "i=0", value: 1)])
    await database.close()
  }
}
