import Storage
import Threads
import TimeSeries

@testable import Fleet

/// A book with a clock of its own, and children that deliver and miss.
final class FleetFixture: Sendable {
  static let interval: Milliseconds = 15_000
  static let settings = FleetSettings(scrapeInterval: interval)

  /// Stands for a child's place in memory.
  private final class Token: Sendable {}

  let store: RecordStore
  let book: ClusterBook
  private let clock: Locked<Timestamp>
  private let children = Locked<[String: Token]>([:])
  private let misses = Locked<[String: Int]>([:])

  init(_ settings: FleetSettings = settings, store: RecordStore = RecordStore(), at time: Timestamp = 0) throws {
    self.store = store
    let clock = Locked(time)
    self.clock = clock
    book = try ClusterBook(storage: store) { clock.withLock { $0 } }
    book.apply(settings)
  }

  var now: Timestamp { clock.withLock { $0 } }

  /// Lets time pass for the book.
  func pass(to time: Timestamp) {
    clock.withLock { $0 = time }
    book.advance()
  }

  /// A request of remote write now.
  func push(_ cluster: String, _ replica: String = "a") {
    var child = child(cluster, replica)
    (child.url, child.isPushed) = ("", true)
    let delivery = Delivery(cluster: cluster, child: child, tick: now, newest: now - 1000)
    store.put([ClusterBook.record(of: delivery)])
    book.noteDelivery(delivery)
  }

  func child(_ cluster: String, _ replica: String = "a") -> ClusterChild {
    let token = children.withLock { children in
      let token = children["\(cluster)/\(replica)"] ?? Token()
      children["\(cluster)/\(replica)"] = token
      return token
    }
    return ClusterChild(id: ObjectIdentifier(token), replica: replica, url: "http://\(cluster)-\(replica)/federate")
  }

  /// A scrape now that brings samples up to `newest`; its record becomes durable as with a batch.
  func deliver(_ cluster: String, _ replica: String = "a", newest: Timestamp? = nil, through: Timestamp? = nil) {
    let delivery = Delivery(
      cluster: cluster, child: child(cluster, replica), tick: now, newest: newest ?? now - 1000, through: through,
      interval: FleetFixture.interval)
    store.put([ClusterBook.record(of: delivery)])
    misses.withLock { $0["\(cluster)/\(replica)"] = 0 }
    book.noteDelivery(delivery)
  }

  func miss(_ cluster: String, _ replica: String = "a", isNamed: Bool = true) {
    let count = misses.withLock { misses in
      misses["\(cluster)/\(replica)", default: 0] += 1
      return misses["\(cluster)/\(replica)", default: 0]
    }
    book.noteMiss(
      child(cluster, replica), of: cluster, isNamed: isNamed, inARow: count, error: "connection refused", at: now)
  }

  /// Iapetus stops and starts again at `time`; what was not written is lost if it crashed.
  func restarted(at time: Timestamp, _ settings: FleetSettings = settings, crashed: Bool = false) async throws
    -> FleetFixture
  {
    if !crashed { _ = await book.write() }
    return try FleetFixture(settings, store: store, at: time)
  }
}
