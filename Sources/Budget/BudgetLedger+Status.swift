import TimeSeries

extension BudgetLedger {
  /// How many metrics a status lists.
  private static let listedMetricsMax = 20

  /// What people see of the budget.
  package var status: BudgetStatus {
    let uses = metrics.uses.filter { !$0.isUnused }
    let largest = uses.filter { $0.activeCount > 0 }
      .sorted { ($1.activeCount, $0.name) < ($0.activeCount, $1.name) }
      .prefix(BudgetLedger.listedMetricsMax)
    return BudgetStatus(
      cluster: name, mode: policy.mode, limit: policy.limit, activeCount: activeCount, refusedCount: refusedCount,
      isFull: isFull, largestMetrics: largest.map { (metric: $0.name, seriesCount: $0.activeCount) },
      refusedMetrics: Array(refusedMetrics(uses).prefix(BudgetLedger.listedMetricsMax)))
  }

  private func refusedMetrics(_ uses: [MetricUse]) -> [BudgetStatus.RefusedMetric] {
    let all = uses.flatMap { use in
      use.refusals.map { reason, refusals in
        BudgetStatus.RefusedMetric(
          metric: use.name, reason: reason, seriesCount: refusals.seriesCount, firstRefused: refusals.firstRefused,
          lastRefused: max(refusals.firstRefused, lastVisit), examples: refusals.examples)
      }
    }
    return all.sorted {
      ($1.seriesCount, $0.metric, $0.reason.rawValue) < ($0.seriesCount, $1.metric, $1.reason.rawValue)
    }
  }
}
