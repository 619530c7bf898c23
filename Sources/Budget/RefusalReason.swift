/// Why a series of a cluster is not stored. A bounded set, fit for a metric's label.
package enum RefusalReason: String, Sendable, CaseIterable {
  /// The budget is full, or was full and has not yet fallen below the mark for taking newcomers again.
  case budget
  /// More new series than `new_series_per_hour`.
  case churn = "new_series_per_hour"
  /// The series had a slot until the budget was lowered.
  case evicted
  /// Its name has not the form `level:metric:operation`, and the job does not allow raw series.
  case notAggregated = "not_aggregated"
  /// Its name is none that the child was asked for.
  case notRequested = "not_requested"
  /// It carries the cluster label of another cluster than its child.
  case foreignCluster = "foreign_cluster"

  /// Whether no room in the budget would help.
  package var isUnconditional: Bool {
    switch self {
    case .notAggregated, .notRequested, .foreignCluster: true
    case .budget, .churn, .evicted: false
    }
  }

  /// The place among all cases, for counting in an array.
  @inline(__always)
  package var index: Int {
    switch self {
    case .budget: 0
    case .churn: 1
    case .evicted: 2
    case .notAggregated: 3
    case .foreignCluster: 4
    case .notRequested: 5
    }
  }
}
