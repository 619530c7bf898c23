/// Why a body fails as a whole in mode `reject`.
package struct BudgetExceeded: Error, Sendable, Equatable, CustomStringConvertible {
  package let cluster: String
  package let seriesCount: Int
  package let limit: Int

  package init(cluster: String, seriesCount: Int, limit: Int) {
    self.cluster = cluster
    self.seriesCount = seriesCount
    self.limit = limit
  }

  package var description: String {
    "cluster \"\(cluster)\" would hold \(seriesCount) series, over its series_budget of \(limit) in mode reject: "
      + "raise the limit, or take mode enforce to lose only the newcomers"
  }
}
