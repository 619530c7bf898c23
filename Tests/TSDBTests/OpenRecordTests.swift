import LevelDB
import Storage
import TSDB
import Telemetry
import TestSupport
import Testing
import TimeSeries

/// What a stopped store keeps of open chunks.
@Suite struct OpenRecordTests {
  let folder = TemporaryDirectory()

  @Test func `a stop leaves every open chunk in its sealed form, however early it was checkpointed`() async throws {
    let metrics = Registry()
    let database = try TestDatabase.open(TestDatabase.settings(folder.path), metrics: metrics)
    let early = try database.seriesID(of: ["__name__": "early"])
    let steady = try database.seriesID(of: ["__name__": "steady"])
    for number in 0..<500 {
      var batch = SampleBatch()
      if number < 5 { batch.append(early, Timestamp(number), 1) }
      batch.append(steady, Timestamp(number), 2)
      _ = try await database.append(batch)
    }
    let hasCheckpoint = try await TestDatabase.eventually {
      metrics.families().contains {
        $0.name == "prometheus_tsdb_checkpoint_creations_total" && $0.samples.first?.value ?? 0 >= 1
      }
    }
    #expect(hasCheckpoint)
    await database.close()
    #expect(try kinds() == [3, 3])
  }

  /// The second byte of each open record (Store/KeyLayout.md).
  private func kinds() throws -> [UInt8] {
    let cursor = try Database(path: folder.path).cursor()
    cursor.seek([0x30])
    var kinds: [UInt8] = []
    while cursor.isValid, cursor.key.first == 0x30 {
      kinds.append(Array(cursor.value)[1])
      cursor.next()
    }
    return kinds
  }
}
