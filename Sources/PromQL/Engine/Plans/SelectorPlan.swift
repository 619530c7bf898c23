import TimeSeries

/// A selector and the times it looks at.
struct SelectorPlan: Sendable {
  var matchers: [LabelMatcher]
  var offset: Milliseconds
  /// Where `@` pins it, whatever the step.
  var anchor: Timestamp?
  var edge: RangeEdge
  var position: SourceRange
  /// Whether it is to be found out which native histograms are resets, compared with the sample before.
  var tellsResets = false

  /// The moment the selector looks at for the step at `timestamp`.
  func time(at timestamp: Timestamp) -> Timestamp { (anchor ?? timestamp) - offset }
}
