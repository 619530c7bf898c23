package import Budget
import Fleet
import Scrape
package import TimeSeries

/// The section `clusters`: which clusters must be there. Without it they are learned.
package struct ClustersConfig: Sendable, Equatable {
  /// Values of the label `cluster`.
  package var expected: [String] = []
  /// Those that are gone for good: forgotten once nobody scrapes them.
  package var retired: [String] = []
  /// After how many missed scrapes of all its replicas a cluster is dark.
  package var darkAfter = FleetSettings.darkAfterDefault
  /// The budget of clusters that no job names: those that push.
  package var seriesBudget = BudgetPolicy.unlimited
  /// How often clusters that push do so at the least. `nil`: the global scrape interval.
  package var pushInterval: Milliseconds?
  /// How many replicas that push are followed.
  package var pushedReplicasMax = ScrapeSettings.pushedReplicasMaxDefault

  /// A pushed series that has not moved for so long is gone.
  package var pushedSilence = ScrapeSettings.pushedSilenceDefault

  package init() {}
}
