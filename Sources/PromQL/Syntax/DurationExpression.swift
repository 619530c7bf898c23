import Glibc
package import TimeSeries

/// A length of time in a query: `5m`, `300`, or an expression over such, `step()` and `range()`. Its numbers are seconds.
package indirect enum DurationExpression: Sendable {
  case literal(Expression.NumberLiteral)
  /// The step of the query; 0 for an instant query.
  case step
  /// From the start of the query to its end; 0 for an instant query.
  case range
  case negated(DurationExpression)
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
  /// - Throws: ``QueryError`` with the reason `badData` for a division by zero and for what does not fit into a time.
  package func milliseconds(step: Milliseconds, range: Milliseconds) throws(QueryError) -> Milliseconds {
    let seconds = try seconds(step: Double(step) / 1000, range: Double(range) / 1000)
    guard seconds.magnitude < DurationExpression.secondsMax else {
      throw QueryError(.badData, "duration out of range")
    }
    if case .literal(let number) = self { return number.milliseconds }
    // What is computed is rounded, so that `0.1 + 0.2` is not 299 ms.
    return Milliseconds((seconds * 1000).rounded())
  }

  /// As ``milliseconds(step:range:)``, for windows and steps of subqueries: must be positive.
  package func positiveMilliseconds(step: Milliseconds, range: Milliseconds) throws(QueryError) -> Milliseconds {
    let result = try milliseconds(step: step, range: range)
    guard result > 0 else { throw QueryError(.badData, "duration must be greater than 0") }
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
    case .negated(let inner): return try -inner.seconds(step: step, range: range)
    case .minimum(let left, let right):
      return try min(left.seconds(step: step, range: range), right.seconds(step: step, range: range))
    case .maximum(let left, let right):
      return try max(left.seconds(step: step, range: range), right.seconds(step: step, range: range))
    case .binary(let left, let operation, let right):
      return try operation.apply(left.seconds(step: step, range: range), right.seconds(step: step, range: range))
    }
  }
}

extension DurationExpression.Operator {
  fileprivate func apply(_ left: Double, _ right: Double) throws(QueryError) -> Double {
    switch self {
    case .add: return left + right
    case .subtract: return left - right
    case .multiply: return left * right
    case .divide:
      guard right != 0 else { throw QueryError(.badData, "division by zero") }
      return left / right
    case .modulo:
      guard right != 0 else { throw QueryError(.badData, "modulo by zero") }
      return fmod(left, right)
    case .power: return pow(left, right)
    }
  }
}

extension Expression.NumberLiteral {
  /// As a length of time. Durations are whole milliseconds; numbers of seconds are cut to whole ones.
  var milliseconds: Milliseconds {
    Milliseconds(isDuration ? (value * 1000).rounded() : (value * 1e9).rounded() / 1e6)
  }
}
