import Storage
import Threads
import TimeSeries

extension QueryContext {
  /// The series that a selector finds. Where it stands twice in a query, both places see the same frozen series.
  func select(_ matchers: [LabelMatcher], _ range: SelectRange) throws -> any SeriesSelection {
    let request = SelectRequest(matchers, range)
    if let known = selections.withLock({ $0[request] }) { return known }
    let selection = try queryable.select(matchers, range)
    try holdLabels(selection.labels)
    selections.withLock { $0[request] = selection }
    return selection
  }
}
