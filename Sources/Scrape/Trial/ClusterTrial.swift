package import Budget
import TimeSeries

/// What a cluster's budget would say to all that its children brought.
package struct ClusterTrial: Sendable, Equatable, Encodable {
  package struct Refused: Sendable, Equatable, Encodable {
    package var metric: String
    package var reason: String
    package var series: Int
    /// One of them.
    package var example: [String: String]
  }

  package var cluster: String
  package var mode: String
  /// `nil`: nothing is refused for want of room.
  package var limit: Int?
  package var active: Int
  package var refused: Int
  /// The metrics of which most would be refused.
  package var refusedMetrics: [Refused]

  package init(_ budget: BudgetStatus) {
    cluster = budget.cluster
    mode = budget.mode.rawValue
    limit = budget.limit
    active = budget.activeCount
    refused = budget.refusedCount
    refusedMetrics = budget.refusedMetrics.map { one in
      let example = one.examples.first.map { labels in labels.map { ($0.name, $0.value) } } ?? []
      return Refused(
        metric: one.metric, reason: one.reason.rawValue, series: one.seriesCount,
        example: Dictionary(example) { first, _ in first })
    }
  }
}
