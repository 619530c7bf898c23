import Scrape
import TimeSeries

/// Holds the `match[]` selectors of a federation job against its purpose: aggregates only.
enum FederationSelectors {
  /// Reports each selector in the mapping `params` that can bring series whose names have no colon.
  static func check(_ params: ConfigNode, _ log: IssueLog) {
    guard case .mapping(let entries) = params.content else { return }
    for entry in entries where entry.key == ScrapeConfig.selectorParameter {
      guard case .list(let selectors) = entry.value.content else { continue }
      for selector in selectors {
        guard case .scalar(let text, _) = selector.content else { continue }
        check(text, at: selector.position, log)
      }
    }
  }

  private static func check(_ text: String, at position: ConfigNode.Position, _ log: IssueLog) {
    guard let matchers = SelectorText.matchers(text, at: position, log) else { return }
    guard SelectorScope.canMatchRaw(matchers) else { return }
    let others = matchers.filter { $0.name != LabelName.metricName }.map { ",\($0)" }.joined()
    log.report(
      position,
      "\(text) can match raw series, whose names have no colon; select recorded ones, as in "
        + "{__name__=~\"job:.*\"\(others)}, or say allow_raw: true")
  }
}
