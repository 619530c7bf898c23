import Glibc
package import TimeSeries

/// A length of time in a query: `5m`, `300`, or an expression over such, `step()` and `range()`. Its numbers are seconds.
package indirect enum DurationExpression: Sendable {
  case literal(Expression.NumberLiteral)
  /// The step of the query; 0 for an instant query.
  case step(SourceRange)
  /// From the start of the query to its end; 0 for an instant query.
  case range(SourceRange)
  /// What follows a minus that stands at byte `from`.
  case negated(DurationExpression, from: Int)
  case binary(DurationExpression, Operator, DurationExpression)
  case minimum(DurationExpression, DurationExpression)
  case maximum(DurationExpression, DurationExpression)
  /// Parentheses as written, for the printer; around a number there are none.
  case parentheses(DurationExpression)

  package enum Operator: String, Sendable {
    case add = "+", subtract = "-", multiply = "*", divide = "/", modulo = "%", power = "^"
  }

  /// Its value in a query of this step and range.
  ///
  /// - Throws: ``QueryError`` with the reason `badData` for a division by zero and for what does not fit into a time. It
  ///   begins with the first byte and the end of what has no value, as in Prometheus.
  package func milliseconds(step: Milliseconds, range: Milliseconds) throws(QueryError) -> Milliseconds {
    if case .literal(let number) = self { return number.milliseconds }
    let seconds = try seconds(step: Double(step) / 1000, range: Double(range) / 1000)
    guard seconds.magnitude < DurationExpression.secondsMax else { throw failure("duration is out of range") }
    // What is computed is rounded, so that `0.3 - 0.1` is not 199 ms.
    return Milliseconds((seconds * 1000).rounded())
  }

  /// As ``milliseconds(step:range:)``, for windows and steps of subqueries: must be positive.
  package func positiveMilliseconds(step: Milliseconds, range: Milliseconds) throws(QueryError) -> Milliseconds {
    let result = try milliseconds(step: step, range: range)
    guard result > 0 else { throw failure("duration must be greater than 0") }
    return result
  }

  /// What 64 bits of nanoseconds hold.
  static let secondsMax = 0x1p63 / 1e9

  private func seconds(step: Double, range: Double) throws(QueryError) -> Double {
    switch self {
    case .literal(let number): return number.value
    case .step: return step
    case .range: return range
    case .parentheses(let inner): return try inner.seconds(step: step, range: range)
    case .negated(let inner, _): return try -inner.seconds(step: step, range: range)
    case .minimum(let left, let right):
      return try min(left.seconds(step: step, range: range), right.seconds(step: step, range: range))
    case .maximum(let left, let right):
      return try max(left.seconds(step: step, range: range), right.seconds(step: step, range: range))
    case .binary(let left, let operation, let right):
      let sides = try (left.seconds(step: step, range: range), right.seconds(step: step, range: range))
      if sides.1 == 0, let refusal = operation.refusalOfZero { throw failure(refusal) }
      return operation.apply(sides.0, sides.1)
    }
  }

  private func failure(_ reason: String) -> QueryError {
    QueryError(.badData, "\(place.start):\(place.end): \(reason)")
  }

  /// Where it stands. Parentheses and the names of functions of two lengths are not counted in, as in Prometheus.
  private var place: SourceRange {
    switch self {
    case .literal(let number): number.range
    case .step(let range), .range(let range): range
    case .negated(let inner, let start): SourceRange(start, inner.place.end)
    case .binary(let left, _, let right), .minimum(let left, let right), .maximum(let left, let right):
      SourceRange(left.place.start, right.place.end)
    case .parentheses(let inner): inner.place
    }
  }
}

extension DurationExpression.Operator {
  /// What is said where the right side is zero; `nil` where it may be.
  var refusalOfZero: String? {
    switch self {
    case .divide: "division by zero"
    case .modulo: "modulo by zero"
    default: nil
    }
  }

  fileprivate func apply(_ left: Double, _ right: Double) -> Double {
    switch self {
    case .add: left + right
    case .subtract: left - right
    case .multiply: left * right
    case .divide: left / right
    case .modulo: fmod(left, right)
    case .power: pow(left, right)
    }
  }
}

extension Expression.NumberLiteral {
  /// As a length of time. Durations are whole milliseconds; numbers of seconds are cut to whole ones.
  package var milliseconds: Milliseconds {
    Milliseconds(isDuration ? (value * 1000).rounded() : (value * 1e9).rounded() / 1e6)
  }
}
