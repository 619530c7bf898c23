import Storage
import Telemetry
import TestSupport
import Testing
import TimeSeries

@testable import Dedup

struct ReplicaLogTests {
  private func slots(_ count: Int, without lost: [Int] = []) -> [Int] { (1...count).filter { !lost.contains($0) } }

  @Test func `a straggler in the first body after a restart does not take the slot of what was served`() throws {
    var scene = try ReplicaScene()
    // Its second series is late: when all else of slot 20 comes, it has only slot 18.
    try scene.add("a", series: [slots(30), slots(30, without: [19, 20])])
    try scene.add("b", series: [slots(30), slots(30)], offset: 3_000)
    for slot in 1...20 { scene.deliver("a", "b", slot: slot) }
    for slot in 21...22 {
      scene.fail("a", slot: slot)
      scene.deliver("b", slot: slot)
    }
    let before = try scene.served(1, slots: 17...20)
    #expect(before.values == [17, 18, 19.5, 20.5])
    try scene.restart()
    // What it had evaluated before it failed comes now.
    try scene.add("a", series: [slots(30), slots(20)])
    scene.deliver("a", "b", slot: 23)
    #expect(try scene.served(1, slots: 17...20).equalsBits(before))
  }

  @Test func `what was healed shows in every window that reaches it`() throws {
    var scene = try ReplicaScene()
    let lost = [16, 17]
    try scene.add("a", series: [slots(30, without: lost)])
    try scene.add("b", series: [slots(30, without: lost)], offset: 3_000)
    for slot in 1...20 where !lost.contains(slot) { scene.deliver("a", "b", slot: slot) }
    var batch = SampleBatch()
    let name = ReplicaName(cluster: "eu", replica: "a")
    batch.records = scene.log.noteHealed(name, ReplicaScene.time(16)...ReplicaScene.time(17))
    let id = try scene.store.seriesID(of: SimulatedReplica.labels(0, name))
    for slot in lost { batch.append(id, ReplicaScene.time(slot), Double(slot)) }
    scene.store.store(batch)
    for end in 17...20 {
      #expect(try scene.served(slots: 15...end).values.prefix(3) == [15, 16, 17], "through \(end)")
    }
  }

  @Test func `how far replicas differ is measured from the batches of their bodies`() throws {
    let registry = Registry()
    let store = ReplicatedStore()
    let log = try ReplicaLog(store, replicaLabels: ["replica"], registry: registry)
    var replicas = try ["a", "b"].enumerated().map { index, name in
      try SimulatedReplica(
        ReplicaName(cluster: "eu", replica: name), store,
        samples: [(1...30).map { (time: ReplicaScene.time($0), value: index == 0 ? 9 : 10) }])
    }
    for slot in 1...30 {
      for index in replicas.indices {
        let tick = ReplicaScene.time(slot) + 1_000
        let noted = replicas[index].body(at: tick, log, interval: ReplicaScene.period)
        let body = try #require(noted)
        log.compare(body.batch, of: replicas[index].name)
        store.store(body.batch)
        log.settle(body.note)
      }
    }
    let family = try #require(registry.families().first { $0.name == "iapetus_replica_divergence_ratio" })
    let ratio = try #require(family.samples.first?.value)
    #expect(family.samples.count == 1 && abs(ratio - 0.1) < 1e-9)
  }
}
