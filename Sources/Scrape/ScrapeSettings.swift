package import Budget
import Fleet
package import TimeSeries

/// All that ``ScrapeManager`` must know of the configuration.
package struct ScrapeSettings: Sendable, Equatable {
  package static let replicaLabelsDefault = ["replica"]
  package static let pushedReplicasMaxDefault = 1000
  package static let pushedSilenceDefault: Milliseconds = 3_600_000

  package var configs: [ScrapeConfig]
  /// Iapetus's own; they seed the phase, so that two parents do not scrape a child at the same moment.
  package var externalLabels: Labels
  /// Labels that tell replicas apart; a budget counts series without them.
  package var replicaLabels: [String]
  /// After how many missed scrapes of all its replicas a cluster is dark.
  package var darkAfter: Int
  /// The budget of clusters that no job names: those that push.
  package var pushedBudget: BudgetPolicy
  /// How often a cluster pushes that is alive, at the least.
  package var pushInterval: Milliseconds
  /// How many replicas that push are followed.
  package var pushedReplicasMax: Int
  /// A pushed series that has not moved for so long, and ten of its own steps, is gone.
  package var pushedSilence: Milliseconds
  package var metadata: MetadataSettings

  package init(
    configs: [ScrapeConfig] = [], externalLabels: Labels = .empty, replicaLabels: [String] = replicaLabelsDefault,
    darkAfter: Int = FleetSettings.darkAfterDefault, pushedBudget: BudgetPolicy = .unlimited,
    pushInterval: Milliseconds = 60_000, pushedReplicasMax: Int = pushedReplicasMaxDefault,
    pushedSilence: Milliseconds = pushedSilenceDefault, metadata: MetadataSettings = MetadataSettings()
  ) {
    self.configs = configs
    self.externalLabels = externalLabels
    self.replicaLabels = replicaLabels
    self.darkAfter = darkAfter
    self.pushedBudget = pushedBudget
    self.pushInterval = pushInterval
    self.pushedReplicasMax = pushedReplicasMax
    self.pushedSilence = pushedSilence
    self.metadata = metadata
  }
}
