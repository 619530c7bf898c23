import Storage
import TSDB
import TestSupport
import Testing
import TimeSeries

struct LogReplayTests {
  private let folder = TemporaryDirectory()
  private let crashed = TemporaryDirectory()
  private let all = [LabelMatcher("__name__", equals: "m")]

  /// Longer than a round of the replay, so that a round is read while the one before is entered by several threads.
  @Test func `a log of many rounds gives the head that there was, whichever thread enters which series`() async throws {
    let database = try TestDatabase.open(settings(folder.path))
    var random = SeededRandom.fresh()
    for step in 0..<60 { _ = try await database.append(batch(database, step, &random)) }
    try FolderCopy.copy(folder.path, to: crashed.path)
    let again = try TestDatabase.open(settings(crashed.path))
    let (before, after) = (
      try TestDatabase.samples(database, all), try TestDatabase.samples(again, all)
    )
    #expect(before.count == after.count && before.count > 1500, "seed \(random.seed)")
    #expect(
      before.allSatisfy { labels, columns in after[labels].map { TestDatabase.isSame($0, columns) } == true },
      "seed \(random.seed)")
    #expect(database.status == again.status, "seed \(random.seed)")
    #expect(try again.records(in: .ledger, keyPrefix: []) == database.records(in: .ledger, keyPrefix: []))
    await database.close()
    await again.close()
  }

  private func settings(_ path: String) -> TimeSeriesSettings {
    var settings = TestDatabase.settings(path)
    settings.checkpointLogBytes = 1 << 30
    settings.retentionTime = 300_000
    return settings
  }

  /// What a fleet brings in one step: series that come and go, samples that are late, twice there, or too old, markers,
  /// histograms, starts.
  private func batch(
    _ database: TimeSeriesDatabase, _ step: Int, _ random: inout SeededRandom
  ) throws -> SampleBatch {
    var batch = SampleBatch()
    for number in 0..<(1000 + 10 * step) where Int.random(in: 0..<50, using: &random) > 0 {
      let id = try database.seriesID(of: ["__name__": "m", "i": "\(number)"])
      let now = Timestamp(10_000 * (step + 1))
      let time =
        Int.random(in: 0..<30, using: &random) == 0 ? max(0, now - .random(in: 0...500_000, using: &random)) : now
      if number % 50 == 7 {
        batch.append(id, time, histogram(count: step))
      } else {
        batch.append(id, time, step % 9 == number % 50 ? StaleMarker.value : .random(in: 0...1, using: &random))
      }
      if number % 40 == 3 { batch.setLastStart(time - 5) }
    }
    batch.records = [RecordChange(space: .ledger, key: [UInt8(step % 7)], value: [UInt8(step)])]
    return batch
  }

  private func histogram(count: Int) -> FloatHistogram {
    var histogram = FloatHistogram()
    (histogram.count, histogram.zeroCount, histogram.sum) = (Double(count), Double(count), Double(count) / 2)
    return histogram
  }
}
