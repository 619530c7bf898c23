import TimeSeries

/// What stands where a range vector is wanted.
struct RangePlan: Sendable {
  enum Samples: Sendable {
    case selector
    /// An expression evaluated at the multiples of `step`.
    indirect case subquery(Plan, step: Milliseconds)
  }

  var samples: Samples
  /// The selector; of a subquery, only its times count.
  var selector: SelectorPlan
  var window: Milliseconds
  var position: SourceRange

  var isInvariant: Bool { selector.anchor != nil }
}
