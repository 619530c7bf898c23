import Budget
import Storage
import Threads
import TimeSeries

/// Counts how many values each label has among the series that a cluster holds.
///
/// From storage, when somebody asks; again only when the cluster's series have changed, and that of a thousand series not
/// more often than once a second.
final class LabelCensus: Sendable {
  private struct Entry {
    let version: UInt64
    let time: Timestamp
    let seriesCount: Int
    let counts: [BudgetStatus.LabelCount]
  }

  /// For each series that is counted.
  private static let pause: Milliseconds = 1
  /// Series without samples for so long are not looked at.
  private static let window: Milliseconds = 3_600_000
  private static let listedMax = 20

  private let storage: any Queryable
  private let known = Locked<[String: Entry]>([:])

  init(_ storage: any Queryable) { self.storage = storage }

  /// The labels with most values first; empty where storage cannot tell.
  func counts(of budget: BudgetStatus, at now: Timestamp) -> [BudgetStatus.LabelCount] {
    if let entry = known.withLock({ $0[budget.cluster] }) {
      // A series has its place a moment before it is stored.
      let isCurrent = entry.version == budget.activeVersion && entry.seriesCount >= budget.activeCount
      let isFresh = (0..<Milliseconds(entry.seriesCount) * LabelCensus.pause).contains(now - entry.time)
      if isCurrent || isFresh { return entry.counts }
    }
    let series = series(of: budget.cluster, at: now)
    let counts = LabelCensus.counts(series)
    known.withLock {
      $0[budget.cluster] = Entry(
        version: budget.activeVersion, time: now, seriesCount: series.count, counts: counts)
    }
    return counts
  }

  /// A child without a cluster stands under its address.
  private func series(of cluster: String, at now: Timestamp) -> [Labels] {
    let range = now - LabelCensus.window...now
    let named = try? storage.series([LabelMatcher(LabelName.cluster, equals: cluster)], range)
    if let named, !named.isEmpty { return named }
    let alone = [LabelMatcher(LabelName.cluster, equals: ""), LabelMatcher(LabelName.instance, equals: cluster)]
    return (try? storage.series(alone, range)) ?? []
  }

  private static func counts(_ series: [Labels]) -> [BudgetStatus.LabelCount] {
    var values: [String: Set<String>] = [:]
    for labels in series where !MetricName.written.contains(labels.metricName) {
      for label in labels { values[label.name, default: []].insert(label.value) }
    }
    return values.map { BudgetStatus.LabelCount(label: $0.key, valueCount: $0.value.count) }
      .sorted { ($1.valueCount, $0.label) < ($0.valueCount, $1.label) }.prefix(listedMax).map { $0 }
  }
}
