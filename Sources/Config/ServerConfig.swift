package import Fleet
package import Healing
package import Notifier
package import Rules
package import Scrape
import TimeSeries

/// A whole configuration, read and checked: the main file, the scrape config files and the rule files it names.
package struct ServerConfig: Sendable {
  package var global = GlobalConfig()
  package var clusters = ClustersConfig()
  package var scrapeConfigs: [ScrapeConfig] = []
  package var ruleGroups: [RuleGroupSettings] = []
  package var storage = StorageConfig()
  package var alerting = AlertingConfig()
  package var healing = HealingSettings()
  package var metadata = MetadataSettings()
  /// What is accepted and not (yet) done, each in a sentence for the log.
  package var warnings: [String] = []
  /// The main file as `/api/v1/status/config` shows it: its own keys in canonical YAML, secrets as `<secret>`.
  package var redactedYAML = ""
  /// Every file that was read, the main one first.
  package var files: [ConfigFile] = []

  package init() {}

  /// What the scrape room must know.
  package var scrapeSettings: ScrapeSettings {
    ScrapeSettings(
      configs: scrapeConfigs, externalLabels: global.externalLabels, replicaLabels: global.replicaLabels,
      darkAfter: clusters.darkAfter, pushedBudget: clusters.seriesBudget, pushInterval: pushInterval,
      pushedReplicasMax: clusters.pushedReplicasMax, pushedSilence: clusters.pushedSilence, metadata: metadata)
  }

  /// What the fleet room must know, but for the retention.
  package var fleetSettings: FleetSettings {
    let intervals = scrapeConfigs.filter(\.isFederation).map(\.scrapeInterval)
    return FleetSettings(
      expected: clusters.expected, retired: clusters.retired, darkAfter: clusters.darkAfter,
      scrapeInterval: intervals.max() ?? global.scrapeInterval, pushInterval: pushInterval)
  }

  private var pushInterval: Milliseconds { clusters.pushInterval ?? global.scrapeInterval }

  /// What the notifier must know.
  package var notifierSettings: NotifierSettings {
    NotifierSettings(
      alerting: alerting, externalLabels: global.externalLabels, replicaLabels: global.replicaLabels)
  }

  /// What the rules room must know beside ``ruleGroups``.
  package var ruleDefaults: RuleDefaults {
    RuleDefaults(
      evaluationInterval: global.evaluationInterval, queryOffset: global.ruleQueryOffset,
      deadline: global.ruleDeadline ?? fleetSettings.scrapeInterval * 5 / 4,
      externalLabels: global.externalLabels)
  }
}
