import Storage
import Threads
import TimeSeries

/// Which clusters feed a selector: those of which storage has matching series. Remembered for a while, for that changes
/// rarely and is asked at every slot.
final class InputClusters: Sendable {
  private struct Known {
    var clusters: Set<String>
    var until: Timestamp
  }

  /// What iapetus itself writes about a child or an alert: no cluster delivers it, and it is there when the cluster is not.
  static let ownNames: Set<String> = [
    "up", "scrape_duration_seconds", "scrape_samples_scraped", "scrape_samples_post_metric_relabeling",
    "scrape_series_added", "scrape_timeout_seconds", "scrape_sample_limit", "scrape_body_size_bytes",
    AlertSeries.stateName, AlertSeries.forStateName, CoverageSeries.name,
  ]
  private static let validFor: Milliseconds = 60_000

  private let known = Locked<[[LabelMatcher]: Known]>([:])

  /// Forgets everything: other rules may read other things.
  func removeAll() { known.withLock { $0 = [:] } }

  /// The clusters among `standings` that feed the selectors, each with the longest reach into it.
  func feeds(
    _ selectors: [RuleInputs.Selector], _ standings: [ClusterStanding], on view: any Queryable, now: Timestamp
  ) -> [(standing: ClusterStanding, reach: Milliseconds)] {
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
    selector.name.map(InputClusters.ownNames.contains) ?? false
  }

  /// A cluster that has never delivered anything is expected to deliver what the others do.
  private func isAwaited(
    _ standing: ClusterStanding, by selector: RuleInputs.Selector, _ clusters: Set<String>
  ) -> Bool {
    standing.deliveredThrough == nil && !clusters.isEmpty
      && selector.matchers.allSatisfy { $0.name != LabelName.cluster || $0.matches(standing.name) }
  }

  private func clusters(of matchers: [LabelMatcher], on view: any Queryable, now: Timestamp) -> Set<String> {
    if let known = known.withLock({ $0[matchers] }), now < known.until, now > known.until - 2 * InputClusters.validFor {
      return known.clusters
    }
    // What cannot be asked now is asked again at the next slot.
    guard let values = try? view.labelValues(of: LabelName.cluster, matchers, .min / 2 ... .max / 2) else { return [] }
    let clusters = Set(values)
    known.withLock { $0[matchers] = Known(clusters: clusters, until: now + InputClusters.validFor) }
    return clusters
  }
}
