package import Budget
import Fleet

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

  package init() {}
}
