import Telemetry
import Threads

/// The queries that wait or run, and the last slow ones. As many as the ``QueryGate`` lets wait and run, and the rules'.
final class ActiveQueries: Sendable {
  /// A query can be a megabyte long; nobody reads that.
  private static let textBytesMax = 4096

  private struct Entry {
    var query: ActiveQuery
    var cancel: @Sendable () -> Void
  }

  private struct State {
    var entries: [Int: Entry] = [:]
    var slow: [FinishedQuery] = []
    var lastID: Int
  }

  private let state: Locked<State>

  init() {
    // Microseconds, so that numbers go on above those of the process before; JavaScript's numbers hold them until 2255.
    state = Locked(State(lastID: Int(Clock.now()) * 1000))
  }

  func nextID() -> Int {
    state.withLock { state in
      state.lastID += 1
      return state.lastID
    }
  }

  var count: Int { state.withLock { $0.entries.count } }

  /// - Parameter cancel: ends the query's task.
  func insert(_ query: ActiveQuery, cancel: @escaping @Sendable () -> Void) {
    state.withLock { $0.entries[query.description.id] = Entry(query: query, cancel: cancel) }
  }

  func remove(_ query: ActiveQuery) {
    _ = state.withLock { $0.entries.removeValue(forKey: query.description.id) }
  }

  /// Remembers a slow query; of those before, as many as there is room for.
  func remember(_ query: FinishedQuery, atMost countMax: Int) {
    var query = query
    query.description = query.description.bounded(to: ActiveQueries.textBytesMax)
    state.withLock { state in
      state.slow.append(query)
      state.slow.removeFirst(max(0, state.slow.count - countMax))
    }
  }

  /// The oldest first.
  var statuses: [ActiveQueryStatus] {
    state.withLock { $0.entries.values.map(\.query) }.sorted { $0.description.id < $1.description.id }.map(\.status)
  }

  /// The newest first.
  var slow: [FinishedQuery] { state.withLock { $0.slow }.reversed() }

  func cancel(_ id: Int) -> QueryCancellation {
    let entry = state.withLock { $0.entries[id] }
    guard let entry else { return .unknown }
    if case .ruleGroup(_, let name) = entry.query.description.origin { return .ofRule(group: name) }
    entry.cancel()
    return .canceled
  }
}
