import Storage
import Threads
import TimeSeries

/// Which clusters feed a selector: those of which storage has matching series. Remembered, for that changes rarely and is
/// asked at every slot: the longer it has stayed the same, the longer it is believed.
final class InputClusters: Sendable {
  private struct Known {
    var clusters: Set<String>
    var until: Timestamp
    var validFor: Milliseconds
  }

  private struct Memory {
    var known: [[LabelMatcher]: Known] = [:]
    /// How many clusters had delivered anything by then: who comes new feeds more than is known.
    var delivered = 0
  }

  private static let validForLeast: Milliseconds = 1000
  private static let validForMost: Milliseconds = 60_000

  private let memory = Locked(Memory())

  /// Forgets everything: other rules may read other things.
  func removeAll() { memory.withLock { $0.known = [:] } }

  /// The clusters among `standings` that feed the selectors, each with the longest reach into it.
  func feeds(
    _ selectors: [RuleInputs.Selector], _ standings: [ClusterStanding], on view: any Queryable, now: Timestamp
  ) -> [(standing: ClusterStanding, reach: Milliseconds)] {
    forgetUnless(delivered: standings.count { $0.deliveredThrough != nil })
    var reaches = [Milliseconds?](repeating: nil, count: standings.count)
    for selector in selectors where !isOwn(selector) {
      let clusters = clusters(of: selector.matchers, on: view, now: now)
      for (place, standing) in standings.enumerated() {
        guard clusters.contains(standing.name) || isAwaited(standing, by: selector, clusters) else { continue }
        reaches[place] = max(reaches[place] ?? 0, selector.reach)
      }
    }
    return zip(standings, reaches).compactMap { standing, reach in reach.map { (standing, $0) } }
  }

  private func isOwn(_ selector: RuleInputs.Selector) -> Bool {
    selector.name.map(MetricName.written.contains) ?? false
  }

  /// A cluster that has never delivered anything is expected to deliver what the others do.
  private func isAwaited(
    _ standing: ClusterStanding, by selector: RuleInputs.Selector, _ clusters: Set<String>
  ) -> Bool {
    standing.deliveredThrough == nil && !clusters.isEmpty
      && selector.matchers.allSatisfy { $0.name != LabelName.cluster || $0.matches(standing.name) }
  }

  private func forgetUnless(delivered count: Int) {
    memory.withLock { memory in
      if memory.delivered != count { memory = Memory(delivered: count) }
    }
  }

  private func clusters(of matchers: [LabelMatcher], on view: any Queryable, now: Timestamp) -> Set<String> {
    let known = memory.withLock { $0.known[matchers] }
    if let known, now < known.until, now > known.until - 2 * known.validFor { return known.clusters }
    // What cannot be asked now is asked again at the next slot.
    guard let values = try? view.labelValues(of: LabelName.cluster, matchers, .min / 2 ... .max / 2) else { return [] }
    let clusters = Set(values)
    let isSame = known?.clusters == clusters
    let validFor = isSame ? min(2 * (known?.validFor ?? 0), Self.validForMost) : Self.validForLeast
    memory.withLock {
      $0.known[matchers] = Known(clusters: clusters, until: now + validFor, validFor: validFor)
    }
    return clusters
  }
}
