package import TimeSeries

/// Shifts of the time at which a selector or subquery looks: `offset 5m`, `@ 1700000000`.
package struct TimeModifiers: Sendable {
  package enum Anchor: Sendable, Equatable {
    /// `@ <seconds>`, in milliseconds.
    case timestamp(Timestamp)
    case start
    case end
  }

  /// Positive looks back. `nil` where none was written.
  package var offset: DurationExpression?
  package var anchor: Anchor?

  package init(offset: DurationExpression? = nil, anchor: Anchor? = nil) {
    self.offset = offset
    self.anchor = anchor
  }
}

/// What an extended range selector does at the borders of its range.
package enum RangeEdge: String, Sendable {
  case ordinary = ""
  case anchored
  case smoothed
}

/// `name{matchers} offset … @ …`.
package struct VectorSelector: Sendable {
  /// As written before the braces, else empty; also the last of `matchers`. A name that is quoted within the braces is
  /// among the matchers only.
  package var name: String
  package var matchers: [LabelMatcher]
  package var modifiers: TimeModifiers
  package var edge: RangeEdge
  package var range: SourceRange

  package init(
    name: String, matchers: [LabelMatcher], modifiers: TimeModifiers = TimeModifiers(), edge: RangeEdge = .ordinary,
    range: SourceRange
  ) {
    self.name = name
    self.matchers = matchers
    self.modifiers = modifiers
    self.edge = edge
    self.range = range
  }
}

/// `selector[5m]`. The modifiers of `selector` are those written behind the brackets.
package struct MatrixSelector: Sendable {
  package var selector: VectorSelector
  package var window: DurationExpression
  package var range: SourceRange

  package init(selector: VectorSelector, window: DurationExpression, range: SourceRange) {
    self.selector = selector
    self.window = window
    self.range = range
  }
}

/// `expression[1h:5m]`.
package struct Subquery: Sendable {
  package let inner: Expression
  package let window: DurationExpression
  /// `nil`: the default resolution, the global evaluation interval.
  package let step: DurationExpression?
  package var modifiers: TimeModifiers
  package var range: SourceRange
  package let depth: Int

  package init(
    inner: Expression, window: DurationExpression, step: DurationExpression?,
    modifiers: TimeModifiers = TimeModifiers(), range: SourceRange
  ) {
    self.inner = inner
    self.window = window
    self.step = step
    self.modifiers = modifiers
    self.range = range
    depth = inner.depth + 1
  }
}
