package import TimeSeries

/// Something that happened to a budget and that belongs into the log.
package enum BudgetNotice: Sendable, Equatable, CustomStringConvertible {
  /// There are more series than a limit allows that was lowered; they stay until `evictionTime`.
  case overLimit(cluster: String, activeCount: Int, limit: Int, evictionTime: Timestamp)
  /// The grace of a lowered limit is over. `metrics` are those that lost most, in falling order.
  case evicted(cluster: String, seriesCount: Int, limit: Int, metrics: [(metric: String, seriesCount: Int)])

  package static func == (left: BudgetNotice, right: BudgetNotice) -> Bool { left.description == right.description }

  package var description: String {
    switch self {
    case .overLimit(let cluster, let activeCount, let limit, let evictionTime):
      "cluster \"\(cluster)\" holds \(activeCount) series, more than its lowered series_budget of \(limit): no newcomer is "
        + "admitted, and at \(UTCTime.text(of: evictionTime)) the lowest in priority and newest lose their place"
    case .evicted(let cluster, let seriesCount, let limit, let metrics):
      "cluster \"\(cluster)\": \(seriesCount) series lost their place as its series_budget was lowered to \(limit): "
        + metrics.map { "\($0.seriesCount) of \($0.metric)" }.joined(separator: ", ")
    }
  }
}
