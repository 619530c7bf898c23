import Synchronization
import Telemetry
import Threads

/// The memory that all running queries hold together.
final class QueriesMemory: Sendable {
  /// Which bound ended a query.
  enum Bound: String {
    case query
    case total
  }

  private let live = Atomic<Int>(0)
  private let limits: Locked<QueryLimits>
  private let refusals: [Bound: Counter]

  init(registry: Registry, limits: Locked<QueryLimits>) {
    self.limits = limits
    let counters = registry.counters(
      "iapetus_query_memory_exceeded_total", "Queries that were ended because they needed too much memory, by bound.",
      labels: ["bound"])
    refusals = [.query: counters[Bound.query.rawValue], .total: counters[Bound.total.rawValue]]
  }

  /// In bytes.
  var limit: Int { limits.withLock { $0.totalMemoryMax } }

  var liveBytes: Int { live.load(ordering: .relaxed) }

  /// Counts the bytes in any case; `false` if they are too many.
  func take(_ bytes: Int) -> Bool { live.add(bytes, ordering: .relaxed).newValue <= limit }

  func give(_ bytes: Int) { live.subtract(bytes, ordering: .relaxed) }

  func count(_ bound: Bound) { refusals[bound]?.add(1) }
}
