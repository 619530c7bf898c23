import Threads

/// What was learned of children while they were asked, so that it need not be found out with every request.
final class ChildMemory: Sendable {
  private struct Entry {
    var route = ReadRoute.remoteRead
    var externalLabels: ExternalLabels?
  }

  private let entries = Locked<[String: Entry]>([:])

  func route(_ url: String) -> ReadRoute { entries.withLock { $0[url]?.route ?? .remoteRead } }

  func note(_ route: ReadRoute, of url: String) { entries.withLock { $0[url, default: Entry()].route = route } }

  func externalLabels(_ url: String) -> ExternalLabels? { entries.withLock { $0[url]?.externalLabels } }

  func note(_ labels: ExternalLabels, of url: String) {
    entries.withLock { $0[url, default: Entry()].externalLabels = labels }
  }

  /// Children change: what was learned for one gap is learned again for the next.
  func forget(_ urls: some Sequence<String>) {
    entries.withLock { entries in urls.forEach { entries[$0] = nil } }
  }
}
