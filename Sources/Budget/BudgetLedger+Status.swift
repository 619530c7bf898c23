import TimeSeries

extension BudgetLedger {
  /// How many metrics and labels a status lists.
  private static let listedMax = 20
  /// A forecast for later than this is none.
  private static let forecastHoursMax: Double = 366 * 24

  /// How much of the budget is used, as of the last time that anything was asked of it. Costs nothing.
  package var use: BudgetUse {
    BudgetUse(
      cluster: name, limit: policy.limit, activeCount: activeCount, refusedCount: refusedCount,
      exhaustionTime: exhaustionTime)
  }

  /// What people see of the budget, as of the last time that anything was asked of it.
  package var status: BudgetStatus {
    let uses = metrics.uses.filter { !$0.isUnused }
    return BudgetStatus(
      cluster: name, mode: policy.mode, limit: policy.limit, activeCount: activeCount, refusedCount: refusedCount,
      isFull: isFull, largestMetrics: largestMetrics(uses),
      refusedMetrics: Array(refusedMetrics(uses).prefix(BudgetLedger.listedMax)), refusedLabels: mostRefusedLabels,
      firstRefused: refusedCount > 0 ? refusingSince ?? lastVisit : nil, lastRefused: lastRefused,
      priority: priorityStatus, churn: churn, trend: trend, evictionTime: overSince.map { $0 + policy.loweringGrace },
      rejected: rejected, activeVersion: activeVersion)
  }

  private func largestMetrics(_ uses: [MetricUse]) -> [BudgetStatus.MetricCount] {
    uses.filter { $0.activeCount > 0 }.sorted { ($1.activeCount, $0.name) < ($0.activeCount, $1.name) }
      .prefix(BudgetLedger.listedMax).map { BudgetStatus.MetricCount(metric: $0.name, seriesCount: $0.activeCount) }
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

  private var mostRefusedLabels: [BudgetStatus.LabelCount] {
    guard refusedCount > 0 else { return [] }
    return refusedLabels.counts.sorted { ($1.valueCount, $0.label) < ($0.valueCount, $1.label) }
      .prefix(BudgetLedger.listedMax).map { BudgetStatus.LabelCount(label: $0.label, valueCount: $0.valueCount) }
  }

  private var priorityStatus: BudgetStatus.Priority? {
    guard !policy.priority.isEmpty else { return nil }
    let selectors = policy.priority.map { matchers in "{" + matchers.map(\.description).joined(separator: ",") + "}" }
    return BudgetStatus.Priority(selectors: selectors, activeCount: priorityCount)
  }

  private var churn: BudgetStatus.Churn {
    var filled = tokens
    filled?.fill(at: lastVisit)
    return BudgetStatus.Churn(
      newInHour: recentAdmissions.total(at: lastVisit), limitPerHour: policy.newSeriesPerHour, available: filled?.whole)
  }

  private var trend: BudgetStatus.Trend {
    BudgetStatus.Trend(
      growthPerHour: history.growthPerHour, span: history.span, exhaustionTime: exhaustionTime)
  }

  private var exhaustionTime: Timestamp? {
    guard let limit = policy.limit, activeCount < limit, let growth = history.growthPerHour, growth > 0 else {
      return nil
    }
    let hours = Double(limit - activeCount) / growth
    return hours <= BudgetLedger.forecastHoursMax ? lastVisit + Milliseconds(hours * 3_600_000) : nil
  }
}
