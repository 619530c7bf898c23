import LevelDB
import Storage
import TSDB
import Telemetry
import TestSupport
import Testing
import TimeSeries

/// A damaged store says so; it never pretends that nothing happened.
@Suite struct DamageTests {
  let folder = TemporaryDirectory()
  let all = [LabelMatcher("__name__", equals: "m")]

  private func fill() async throws {
    let database = try TestDatabase.open(folder.path)
    for start in stride(from: Timestamp(0), to: 300_000, by: 10_000) {
      var batch = SampleBatch()
      for number in 0..<3 {
        let id = try database.seriesID(of: ["__name__": "m", "i": "\(number)"])
        for timestamp in stride(from: start, to: start + 10_000, by: 1000) {
          batch.append(id, timestamp, .random(in: 0...1))
        }
      }
      _ = try await database.append(batch)
    }
    await database.close()
  }

  /// Changes the value of the first key of a space.
  private func damage(_ space: UInt8, _ change: (inout [UInt8]) -> Void) throws {
    let database = try Database(path: folder.path)
    let cursor = database.cursor()
    cursor.seek([space])
    var value = Array(cursor.value)
    change(&value)
    let batch = WriteBatch()
    batch.put(Array(cursor.key), value)
    try database.write(batch)
  }

  @Test func `a damaged chunk fails the queries that need it, and no others`() async throws {
    try await fill()
    try damage(0x40) { $0[$0.count / 2] ^= 1 }
    let metrics = Registry()
    let database = try TestDatabase.open(TestDatabase.settings(folder.path), metrics: metrics)
    let error = #expect(throws: StorageError.self) { try TestDatabase.samples(database, all) }
    #expect(error?.reason == .corrupt)
    #expect(metrics.families().first { $0.name == "iapetus_tsdb_damaged_chunks_total" }?.samples.first?.value ?? 0 > 0)
    let others = [LabelMatcher("i", equals: "2")]
    #expect(try TestDatabase.samples(database, others).values.first?.count == 300)
    await database.close()
  }

  @Test(arguments: [UInt8(0x10), 0x30]) func `damaged labels or open chunks keep the store from opening`(
    space: UInt8
  ) async throws {
    try await fill()
    try damage(space) { $0.removeLast(3) }
    let error = #expect(throws: StorageError.self) { try TestDatabase.open(folder.path) }
    #expect(error?.reason == .corrupt)
    #expect(error?.description.contains("nothing was changed") == true)
  }

  @Test func `a store of another format is not touched`() async throws {
    try await fill()
    try damage(0x01) { $0 = Array("iapetus 99".utf8) }
    let error = #expect(throws: StorageError.self) { try TestDatabase.open(folder.path) }
    #expect(error?.description.contains("iapetus 99") == true)
  }
}
