package import TimeSeries

/// A length of time in a query: literal, or an expression over literals, `step()` and `range()`.
package indirect enum DurationExpression: Sendable {
  case literal(Milliseconds)
  case step
  case range
  case negated(DurationExpression)
  case binary(DurationExpression, Operator, DurationExpression)
  case minimum(DurationExpression, DurationExpression)
  case maximum(DurationExpression, DurationExpression)
  /// Parentheses as written, for the printer.
  case parentheses(DurationExpression)

  package enum Operator: String, Sendable {
    case add = "+", subtract = "-", multiply = "*", divide = "/", modulo = "%", power = "^"
  }
}

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
  /// As written before the braces or quoted within; also among `matchers`.
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
  package var inner: Expression
  package var window: DurationExpression
  /// `nil`: the default resolution, the global evaluation interval.
  package var step: DurationExpression?
  package var modifiers: TimeModifiers
  package var range: SourceRange

  package init(
    inner: Expression, window: DurationExpression, step: DurationExpression?,
    modifiers: TimeModifiers = TimeModifiers(), range: SourceRange
  ) {
    self.inner = inner
    self.window = window
    self.step = step
    self.modifiers = modifiers
    self.range = range
  }
}
