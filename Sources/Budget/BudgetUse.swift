package import TimeSeries

/// How much of a cluster's budget is used: what the metrics are made of.
package struct BudgetUse: Sendable, Equatable {
  /// The cluster's name; of a child without one, its address.
  package let cluster: String
  /// `nil`: nothing is refused.
  package let limit: Int?
  package let activeCount: Int
  package let refusedCount: Int
  /// As ``BudgetStatus/Trend/exhaustionTime``.
  package let exhaustionTime: Timestamp?
}
