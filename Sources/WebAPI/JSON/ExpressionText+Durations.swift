import PromQL
import TimeSeries

/// Lengths of time.
extension ExpressionText {
  /// Two members: `name` with what is written as a number or duration, in milliseconds, and `nameExpr` with the tree of
  /// what is computed, which may depend on the query. The one that does not apply is 0 or null.
  static func write(_ duration: DurationExpression?, as name: String, _ writer: inout JSONWriter) {
    if case .literal(let number) = duration {
      writer.member(name, Int(number.milliseconds))
      writer.name(name + "Expr")
      writer.null()
    } else {
      writer.member(name, 0)
      writer.name(name + "Expr")
      if let duration { write(duration, &writer) } else { writer.null() }
    }
  }

  private static func write(_ duration: DurationExpression, _ writer: inout JSONWriter, isWrapped: Bool = false) {
    switch duration {
    case .literal(let number): write(number, &writer)
    case .parentheses(let inner): write(inner, &writer, isWrapped: true)
    case .step: write("step", nil, nil, isWrapped, &writer)
    case .range: write("range", nil, nil, isWrapped, &writer)
    case .negated(let inner, _): write("-", nil, inner, isWrapped, &writer)
    case .binary(let left, let operation, let right): write(operation.rawValue, left, right, isWrapped, &writer)
    case .minimum(let left, let right): write("min_of", left, right, isWrapped, &writer)
    case .maximum(let left, let right): write("max_of", left, right, isWrapped, &writer)
    }
  }

  private static func write(_ number: Expression.NumberLiteral, _ writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("duration", number.isDuration)
      writer.member("type", "numberLiteral")
      writer.member("val", FloatText.plain(number.value))
    }
  }

  private static func write(
    _ operation: String, _ left: DurationExpression?, _ right: DurationExpression?, _ isWrapped: Bool,
    _ writer: inout JSONWriter
  ) {
    writer.object { writer in
      side("lhs", left, &writer)
      writer.member("op", operation)
      side("rhs", right, &writer)
      writer.member("type", "durationExpr")
      writer.member("wrapped", isWrapped)
    }
  }

  private static func side(_ name: String, _ duration: DurationExpression?, _ writer: inout JSONWriter) {
    writer.name(name)
    if let duration { write(duration, &writer) } else { writer.null() }
  }
}
