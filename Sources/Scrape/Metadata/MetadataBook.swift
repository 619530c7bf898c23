import Exposition
import Threads

/// What all children say of their metrics. Each different entry is kept once, however many children say it.
///
/// Children of one version say the same; where they differ a metric has several entries, as in Prometheus. Safe to use
/// from any task.
package final class MetadataBook: Sendable {
  fileprivate struct State {
    /// Those that some child says, and only those.
    var entries: [MetricMetadata] = []
    var places: [MetricMetadata: Int32] = [:]
    /// The entries of each child, by address.
    var children: [String: [Int32]] = [:]
  }

  private let state = Locked(State())

  package init() {}

  /// One metric's entries, in an order that does not depend on who said them first.
  package struct Metric: Sendable, Equatable {
    package let name: String
    package let entries: [MetricMetadata]
  }

  /// All metrics by name, or the one called `name`.
  package func metrics(named name: String = "") -> [Metric] {
    let entries = state.withLock { $0.entries }.filter { name.isEmpty || $0.name == name }
    return Dictionary(grouping: entries, by: \.name).sorted { $0.key < $1.key }.map { name, entries in
      Metric(
        name: name,
        entries: entries.sorted { ($0.type.rawValue, $0.help, $0.unit) < ($1.type.rawValue, $1.help, $1.unit) })
    }
  }

  /// What the child at this address says, by name.
  package func entries(of child: String) -> [MetricMetadata] {
    state.withLock { state in state.children[child, default: []].map { state.entries[Int($0)] } }
      .sorted { ($0.name, $0.type.rawValue, $0.help) < ($1.name, $1.type.rawValue, $1.help) }
  }

  /// Takes what a child says now in place of what it said before.
  ///
  /// - Returns: how many entries found no room.
  package func note(_ learned: [MetricMetadata], of child: String, entriesMax: Int) -> Int {
    state.withLock { state in
      state.children[child] = nil
      state.dropUnused()
      let places = learned.compactMap { state.place(of: $0, entriesMax: entriesMax) }
      state.children[child] = places
      return learned.count - places.count
    }
  }

  /// Forgets the children that are not among these.
  package func keep(_ children: Set<String>) {
    state.withLock { state in
      let count = state.children.count
      state.children = state.children.filter { children.contains($0.key) }
      if state.children.count < count { state.dropUnused() }
    }
  }
}

extension MetadataBook.State {
  fileprivate mutating func place(of entry: MetricMetadata, entriesMax: Int) -> Int32? {
    if let place = places[entry] { return place }
    guard entries.count < entriesMax else { return nil }
    let place = Int32(entries.count)
    entries.append(entry)
    places[entry] = place
    return place
  }

  /// Gives the entries that are left new places, in their old order.
  fileprivate mutating func dropUnused() {
    let used = Set(children.values.joined())
    guard used.count < entries.count else { return }
    var moved: [Int32: Int32] = [:]
    for place in used.sorted() { moved[place] = Int32(moved.count) }
    entries = used.sorted().map { entries[Int($0)] }
    places = Dictionary(uniqueKeysWithValues: entries.enumerated().map { ($1, Int32($0)) })
    children = children.mapValues { $0.compactMap { moved[$0] } }
  }
}
