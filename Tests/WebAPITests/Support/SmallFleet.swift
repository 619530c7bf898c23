import Fleet
import Storage
import TimeSeries
import WebAPI

/// Two clusters over a store in memory: eu-1 delivers, eu-2 went dark a minute ago; eu-3 is expected and was never seen.
struct SmallFleet {
  static let now = TestServer.now
  static let darkSince = now - 60_000

  let clusters: ClusterBook

  init(_ store: MemoryStore, expected: [String] = []) throws {
    clusters = try ClusterBook(storage: store, now: { Self.now - 3_600_000 })
    clusters.apply(FleetSettings(expected: expected, scrapeInterval: 15_000))
    for name in ["eu-1", "eu-2"] {
      let last = name == "eu-1" ? Self.now - 1000 : Self.darkSince
      for age in stride(from: 600_000, through: 0, by: -15_000) as StrideThrough<Timestamp> {
        store.add(["__name__": "job:x:sum", "cluster": name, "replica": "a"], [(last - age, 1)])
      }
      deliver(name, newest: last, at: Self.now)
    }
    store.add(["__name__": "up", "cluster": "eu-2"], [(Self.now - 1000, 0)])
    for count in 1...3 { miss("eu-2", count) }
  }

  func deliver(_ cluster: String, newest: Timestamp, at tick: Timestamp) {
    clusters.noteDelivery(Delivery(cluster: cluster, child: child(cluster), tick: tick, newest: newest))
  }

  func miss(_ cluster: String, _ count: Int) {
    clusters.noteMiss(
      child(cluster), of: cluster, isNamed: true, inARow: count, error: "connection refused", at: Self.now)
  }

  /// One child a cluster; classes of the standard library stand for them.
  private func child(_ cluster: String) -> ClusterChild {
    let id = cluster == "eu-1" ? ObjectIdentifier(Int.self) : ObjectIdentifier(String.self)
    return ClusterChild(id: id, replica: "a", url: "http://\(cluster):9090/federate")
  }
}
