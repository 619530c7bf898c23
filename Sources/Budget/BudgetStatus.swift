package import TimeSeries

/// One cluster's budget as `/api/v1/status/budgets` shows it.
package struct BudgetStatus: Sendable, Equatable {
  /// The refused series of one metric and reason.
  package struct RefusedMetric: Sendable, Equatable {
    package var metric: String
    package var reason: RefusalReason
    /// Series that are refused now.
    package var seriesCount: Int
    package var firstRefused: Timestamp
    package var lastRefused: Timestamp
    /// The labels of a few of them.
    package var examples: [Labels]

    package init(
      metric: String, reason: RefusalReason, seriesCount: Int, firstRefused: Timestamp,
      lastRefused: Timestamp, examples: [Labels]
    ) {
      self.metric = metric
      self.reason = reason
      self.seriesCount = seriesCount
      self.firstRefused = firstRefused
      self.lastRefused = lastRefused
      self.examples = examples
    }
  }

  /// The cluster's name; of a child without one, its address.
  package var cluster: String
  package var mode: BudgetPolicy.Mode
  /// `nil`: nothing is refused.
  package var limit: Int?
  /// Series that hold a slot.
  package var activeCount: Int
  /// Series that are refused now (in mode `observe`: that would be).
  package var refusedCount: Int
  /// Whether newcomers wait until the budget has fallen below its mark.
  package var isFull: Bool
  /// Active series of the metrics with the most, in falling order.
  package var largestMetrics: [(metric: String, seriesCount: Int)]
  /// In falling order of series.
  package var refusedMetrics: [RefusedMetric]

  package init(
    cluster: String, mode: BudgetPolicy.Mode = .enforce, limit: Int? = nil, activeCount: Int = 0,
    refusedCount: Int = 0, isFull: Bool = false, largestMetrics: [(metric: String, seriesCount: Int)] = [],
    refusedMetrics: [RefusedMetric] = []
  ) {
    self.cluster = cluster
    self.mode = mode
    self.limit = limit
    self.activeCount = activeCount
    self.refusedCount = refusedCount
    self.isFull = isFull
    self.largestMetrics = largestMetrics
    self.refusedMetrics = refusedMetrics
  }

  package static func == (left: BudgetStatus, right: BudgetStatus) -> Bool {
    left.cluster == right.cluster && left.mode == right.mode && left.limit == right.limit
      && left.activeCount == right.activeCount && left.refusedCount == right.refusedCount
      && left.isFull == right.isFull && left.refusedMetrics == right.refusedMetrics
      && left.largestMetrics.elementsEqual(right.largestMetrics, by: ==)
  }
}
