package import TimeSeries

/// Series of one metric that a cluster was refused, as an answer that lacks them tells it.
package struct RefusedSeries: Sendable, Hashable, CustomStringConvertible {
  package let cluster: String
  package let metric: String
  package let reason: RefusalReason
  package let seriesCount: Int
  package let since: Timestamp

  package init(cluster: String, metric: String, reason: RefusalReason, seriesCount: Int, since: Timestamp) {
    self.cluster = cluster
    self.metric = metric
    self.reason = reason
    self.seriesCount = seriesCount
    self.since = since
  }

  /// Begins every such remark, and none else.
  package static let remarkPrefix = "iapetus: refused series: "

  package var description: String {
    "\(RefusedSeries.remarkPrefix)cluster \(QuotedText.quoted(cluster)) is refused \(seriesCount) series of "
      + "\(metric) since \(UTCTime.text(of: since)) (\(reason.rawValue)); see /api/v1/status/budgets"
  }
}
