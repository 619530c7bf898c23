import Discovery
import Outbound
import TimeSeries

/// One child: what to ask, how often, and under which labels its series are stored.
struct Target: Sendable, Equatable {
  /// Before relabelling, for people.
  let discoveredLabels: Labels
  /// Those that series get; no name begins with two underscores.
  let labels: Labels
  let url: String
  let scrapeInterval: Milliseconds
  let scrapeTimeout: Milliseconds
  let unixSocket: String?
  /// Where its metrics are, and what is asked for there.
  let location: String
  let params: [String: [String]]
  /// Of a federation job: which series are asked for. In PromQL.
  let selectors: [String]
  /// Of the label `__series_budget__`: instead of the job's limit.
  let budgetLimit: Int?

  /// What tells targets of one pool apart.
  struct Key: Hashable, Sendable {
    let labels: Labels
    let url: String
  }

  /// What asks for a part of the selectors.
  func url(selecting selectors: [String]) -> String {
    location + "?" + QueryText.form(params.merging([ScrapeConfig.selectorParameter: selectors]) { $1 })
  }

  var key: Key { Key(labels: labels, url: url) }
}
