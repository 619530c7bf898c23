package import TimeSeries

/// What one selection asks for: the series that match all matchers, and the time.
package struct SelectRequest: Sendable, Hashable {
  package var matchers: [LabelMatcher]
  package var range: SelectRange

  package init(_ matchers: [LabelMatcher], _ range: SelectRange) {
    self.matchers = matchers
    self.range = range
  }
}
