import Budget
import Telemetry
import TimeSeries

extension ScrapeMetrics {
  /// Registers what is computed from the state of ledgers and targets when it is asked for.
  static func register(
    in registry: Registry, budgets: @escaping @Sendable () -> [BudgetStatus],
    targets: @escaping @Sendable () -> TargetsStatus
  ) {
    registerBudgets(in: registry, budgets)
    registry.collect(
      "prometheus_target_scrape_pool_targets", "Current number of targets in this scrape pool.", .gauge
    ) {
      Dictionary(grouping: targets().active, by: \.scrapePool).sorted { $0.key < $1.key }.map {
        .init(labels: [Label(name: "scrape_job", value: $0.key)], value: Double($0.value.count))
      }
    }
    registry.collect(
      "iapetus_child_lag_seconds", "How far a child's newest sample lay behind its last good scrape.", .gauge
    ) {
      targets().active.compactMap { target in
        guard let lag = target.lag else { return nil }
        let instance = Label(name: LabelName.instance, value: target.labels[LabelName.instance])
        let identity = [
          Label(name: LabelName.cluster, value: target.cluster), Label(name: "replica", value: target.replica),
          instance,
          Label(name: "scrape_job", value: target.scrapePool),
        ]
        return .init(labels: identity, value: Double(lag) / 1000)
      }
    }
  }

  private static func registerBudgets(in registry: Registry, _ budgets: @escaping @Sendable () -> [BudgetStatus]) {
    func gauge(_ name: String, _ help: String, _ value: @escaping @Sendable (BudgetStatus) -> Int?) {
      registry.collect(name, help, .gauge) {
        budgets().prefix(Registry.instrumentsMax).compactMap { budget in
          value(budget).map {
            .init(labels: [Label(name: LabelName.cluster, value: budget.cluster)], value: Double($0))
          }
        }
      }
    }
    gauge("iapetus_cluster_series_limit", "Series that the cluster may hold.") { $0.limit }
    gauge("iapetus_cluster_series_active", "Series that hold a slot of the cluster's budget.") { $0.activeCount }
    gauge("iapetus_cluster_series_refused", "Series of the cluster that are refused now.") { $0.refusedCount }
  }
}
