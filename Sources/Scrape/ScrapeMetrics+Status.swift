import Budget
import Telemetry
import TimeSeries

extension ScrapeMetrics {
  /// Registers what is computed from the state of ledgers and targets when it is asked for.
  static func register(
    in registry: Registry, budgets: @escaping @Sendable () -> [BudgetUse],
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
    registerChildren(in: registry, targets)
  }

  private static func registerChildren(in registry: Registry, _ targets: @escaping @Sendable () -> TargetsStatus) {
    func gauge(_ name: String, _ help: String, _ value: @escaping @Sendable (TargetStatus) -> Milliseconds?) {
      registry.collect(name, help, .gauge) {
        targets().active.compactMap { target in
          value(target).map { .init(labels: identity(of: target), value: Double($0) / 1000) }
        }
      }
    }
    gauge("iapetus_child_lag_seconds", "How far a child's newest sample lay behind its last good scrape.") { $0.lag }
    gauge("iapetus_child_clock_skew_seconds", "How far a child's clock is ahead of ours; 0 where they may agree.") {
      $0.clockSkew
    }
    gauge("iapetus_child_phase_seconds", "How far behind a multiple of its interval a child is scraped.") {
      $0.phase?.offset
    }
  }

  private static func identity(of target: TargetStatus) -> [Label] {
    [
      Label(name: LabelName.cluster, value: target.cluster), Label(name: "replica", value: target.replica),
      Label(name: LabelName.instance, value: target.labels[LabelName.instance]),
      Label(name: "scrape_job", value: target.scrapePool),
    ]
  }

  private static func registerBudgets(in registry: Registry, _ budgets: @escaping @Sendable () -> [BudgetUse]) {
    func gauge(_ name: String, _ help: String, _ value: @escaping @Sendable (BudgetUse) -> Double?) {
      registry.collect(name, help, .gauge) {
        budgets().prefix(Registry.instrumentsMax).compactMap { budget in
          value(budget).map {
            .init(labels: [Label(name: LabelName.cluster, value: budget.cluster)], value: $0)
          }
        }
      }
    }
    gauge("iapetus_cluster_series_limit", "Series that the cluster may hold.") { $0.limit.map(Double.init) }
    gauge("iapetus_cluster_series_active", "Series that hold a slot of the cluster's budget.") { Double($0.activeCount) }
    gauge("iapetus_cluster_series_refused", "Series of the cluster that are refused now.") { Double($0.refusedCount) }
    gauge(
      "iapetus_cluster_series_exhaustion_timestamp_seconds",
      "When the cluster's budget will be full if its series grow on as they have; absent where they do not."
    ) { $0.exhaustionTime.map { Double($0) / 1000 } }
  }
}
