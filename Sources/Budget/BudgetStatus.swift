package import TimeSeries

/// One cluster's budget as `/api/v1/status/budgets` shows it.
package struct BudgetStatus: Sendable, Equatable {
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
  package var largestMetrics: [MetricCount]
  /// In falling order of series.
  package var refusedMetrics: [RefusedMetric]
  /// About how many values each label has among the refused series, in falling order.
  package var refusedLabels: [LabelCount]
  /// Since when something has been refused without a break; `nil` if nothing is.
  package var firstRefused: Timestamp?
  /// When something was refused last; `nil` if nothing ever was since the start.
  package var lastRefused: Timestamp?
  package var priority: Priority?
  package var churn: Churn
  package var trend: Trend
  /// Set while a lowered limit waits for the end of its grace: when series will be evicted.
  package var evictionTime: Timestamp?
  /// Bodies that failed in mode `reject`; `nil` if none has since the start.
  package var rejected: RejectedBodies?
  /// Changes with the set of active series.
  package var activeVersion: UInt64

  package init(
    cluster: String, mode: BudgetPolicy.Mode = .enforce, limit: Int? = nil, activeCount: Int = 0,
    refusedCount: Int = 0, isFull: Bool = false, largestMetrics: [MetricCount] = [],
    refusedMetrics: [RefusedMetric] = [], refusedLabels: [LabelCount] = [], firstRefused: Timestamp? = nil,
    lastRefused: Timestamp? = nil, priority: Priority? = nil, churn: Churn = Churn(), trend: Trend = Trend(),
    evictionTime: Timestamp? = nil, rejected: RejectedBodies? = nil, activeVersion: UInt64 = 0
  ) {
    self.cluster = cluster
    self.mode = mode
    self.limit = limit
    self.activeCount = activeCount
    self.refusedCount = refusedCount
    self.isFull = isFull
    self.largestMetrics = largestMetrics
    self.refusedMetrics = refusedMetrics
    self.refusedLabels = refusedLabels
    self.firstRefused = firstRefused
    self.lastRefused = lastRefused
    self.priority = priority
    self.churn = churn
    self.trend = trend
    self.evictionTime = evictionTime
    self.rejected = rejected
    self.activeVersion = activeVersion
  }

  /// How many more series fit under the limit, whether or not newcomers are taken now; `nil` without a limit.
  package var freeCount: Int? { limit.map { max(0, $0 - activeCount) } }

  /// Once full, newcomers are taken again when fewer series than this are active.
  package var reopensBelow: Int? { limit.map(BudgetLedger.reopensBelow) }
}
