package import Budget
import Scrape

/// The section `clusters`: which clusters must be there. Without it they are learned.
package struct ClustersConfig: Sendable, Equatable {
  /// Values of the label `cluster`.
  package var expected: [String] = []
  /// After how many missed scrapes of all its replicas a cluster is dark.
  package var darkAfter = ScrapeSettings.darkAfterDefault
  /// The budget of clusters that no job names: those that push.
  package var seriesBudget = BudgetPolicy.unlimited

  package init() {}
}
