import Dedup
import Fleet
import Logging
import Outbound
import Storage
import Telemetry
import Testing
import Threads
import TimeSeries

@testable import Scrape

/// What the fleet and the log of replicas hear of pushes.
struct PushedReplicasTests {
  /// Storage, a fleet, and who listens to pushes, with a clock of their own.
  private final class Scene: Sendable {
    let recorder = BatchRecorder()
    let registry = Registry()
    let book: ClusterBook
    let log: ReplicaLog
    let pushes: PushedReplicas
    let clock = Locked<Timestamp>(0)

    init(replicasMax: Int = 10) throws {
      let clock = clock
      let now: @Sendable () -> Timestamp = { clock.withLock { $0 } }
      book = try ClusterBook(storage: recorder, now: now)
      log = try ReplicaLog(recorder, replicaLabels: ["replica"])
      let context = ScrapeContext(
        storage: recorder, client: HTTPClient(), book: try BudgetBook(recorder, at: 0), clusters: book,
        metrics: ScrapeMetrics(registry), logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
        replicaLog: log, now: now)
      pushes = PushedReplicas(context, registry: registry) {
        ScrapeSettings(pushInterval: 60_000, pushedReplicasMax: replicasMax)
      }
    }

    static func labels(_ name: String, _ cluster: String, _ replica: String) -> Labels {
      ["__name__": name, "cluster": cluster, "replica": replica]
    }

    /// One request, a second after the newest of its samples.
    func push(_ samples: [(labels: Labels, time: Timestamp, value: Double)]) async throws {
      var batch = SampleBatch()
      for sample in samples { batch.append(try recorder.seriesID(of: sample.labels), sample.time, sample.value) }
      clock.withLock { $0 = (samples.map(\.time).max() ?? 0) + 1000 }
      let note = pushes.note(batch)
      batch.records += note.records
      _ = try await recorder.append(batch)
      pushes.settle(note)
    }

    func push(_ names: [String], at time: Timestamp, cluster: String = "eu", replica: String = "a") async throws {
      try await push(names.map { (Scene.labels($0, cluster, replica), time, 1) })
    }
  }

  @Test func `a push is a delivery of the cluster and the replica that its series name`() async throws {
    let scene = try Scene()
    try await scene.push(["job:a:sum"], at: 15_000)
    let status = try #require(scene.book.status(of: "eu"))
    #expect(status.state == .live)
    #expect(status.newest == 15_000)
    #expect(status.replicas.map(\.name) == ["a"])
    #expect(status.replicas.first?.lastDelivery == 16_000)
    #expect(status.replicas.first?.isPushed == true)
    #expect(status.replicas.first?.url == nil)
    #expect(try scene.recorder.records(in: .clusters, keyPrefix: []).count == 1)
    #expect(scene.log.primary(of: "eu", at: 15_000) == "a")
  }

  @Test func `series without a cluster speak for none`() async throws {
    let scene = try Scene()
    try await scene.push([(["__name__": "x", "replica": "a"], 15_000, 1)])
    #expect(scene.book.statuses().isEmpty)
  }

  @Test func `the watermark waits for all shards of a sender`() async throws {
    let scene = try Scene()
    for slot in 1...10 as ClosedRange<Timestamp> {
      try await scene.push(["job:a:sum", "job:b:sum"], at: slot * 15_000)
      try await scene.push(["job:c:sum"], at: slot * 15_000)
    }
    #expect(scene.book.deliveredThrough("eu") == 164_999)
    try await scene.push(["job:a:sum", "job:b:sum"], at: 165_000)
    #expect(scene.book.deliveredThrough("eu") == 164_999)
    try await scene.push(["job:c:sum"], at: 165_000)
    #expect(scene.book.deliveredThrough("eu") == 179_999)
  }

  @Test func `a series that has ended holds nothing back`() async throws {
    let scene = try Scene()
    for slot in 1...10 as ClosedRange<Timestamp> {
      try await scene.push(["job:a:sum", "job:b:sum"], at: slot * 15_000)
    }
    try await scene.push([
      (Scene.labels("job:a:sum", "eu", "a"), 165_000, 1),
      (Scene.labels("job:b:sum", "eu", "a"), 165_000, StaleMarker.value),
    ])
    #expect(scene.book.deliveredThrough("eu") == 179_999)
    // It may come back.
    try await scene.push(["job:a:sum", "job:b:sum"], at: 180_000)
    #expect(scene.book.deliveredThrough("eu") == 194_999)
  }

  @Test func `periods are learned as of scraped series`() async throws {
    let scene = try Scene()
    for slot in 1...10 as ClosedRange<Timestamp> {
      for replica in ["a", "b"] { try await scene.push(["job:a:sum"], at: slot * 15_000, replica: replica) }
    }
    for replica in ["a", "b"] {
      let id = try scene.recorder.seriesID(of: Scene.labels("job:a:sum", "eu", replica))
      #expect(scene.log.progress(of: id).period == 15_000)
    }
    // The log is durable: who reads it knows the same.
    let again = try ReplicaLog(scene.recorder, replicaLabels: ["replica"])
    #expect(again.primary(of: "eu", at: 150_000) == "a")
  }

  @Test func `a sender that sends again what it had sent changes nothing`() async throws {
    let scene = try Scene()
    for slot in 1...10 as ClosedRange<Timestamp> { try await scene.push(["job:a:sum"], at: slot * 15_000) }
    let through = scene.book.deliveredThrough("eu")
    for slot in 8...10 as ClosedRange<Timestamp> { try await scene.push(["job:a:sum"], at: slot * 15_000) }
    #expect(scene.book.deliveredThrough("eu") == through)
    #expect(scene.book.status(of: "eu")?.newest == 150_000)
  }

  @Test func `a series that has not moved for the silence, and ten of its steps, is gone`() {
    for (silence, endedCount) in [(60_000, 1), (600_000, 0)] as [(Milliseconds, Int)] {
      var replica = PushedReplica(Identity(cluster: "eu", replica: "a"))
      for id in 0..<2 as Range<UInt64> { _ = replica.follow(SeriesID(id), SeriesProgress()) }
      for slot in 0..<100 as Range<Timestamp> {
        replica.beginRound(BodyProgress())
        // The second one stops.
        for index in 0..<(slot < 5 ? 2 : 1) { replica.take(index, slot * 1000, isStale: false) { _ in 0 } }
        _ = replica.endRound(at: slot * 1000, interval: 1000, silence: silence)
      }
      #expect(replica.endedCount == endedCount, "silence \(silence)")
    }
  }

  @Test func `more replicas than the limit are stored, not followed, and counted`() async throws {
    let scene = try Scene(replicasMax: 2)
    for cluster in ["a", "b", "c", "d"] { try await scene.push(["job:a:sum"], at: 15_000, cluster: cluster) }
    #expect(scene.book.statuses().map(\.name) == ["a", "b"])
    let counted = scene.registry.families().first { $0.name == "iapetus_remote_write_unfollowed_series_total" }
    #expect(counted?.samples.map(\.value) == [2])
  }
}
