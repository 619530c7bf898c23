import Glibc
import TimeSeries

/// Operators on whole columns.
enum ColumnArithmetic {
  typealias Operator = BinaryOperation.Operator

  static let negate: ColumnKernel = { column in
    column.mapFloats { -$0 }
    for step in column.histograms.indices { column.histograms[step]?.multiply(by: -1) }
  }

  /// The operator between two scalars; comparisons give 1 and 0, as only those with `bool` stand there.
  static func scalarOperation(_ operation: Operator) -> (Double, Double) -> Double {
    { left, right in
      operation.isComparison
        ? holds(operation, left, right) ? 1 : 0
        : value(operation, left, right)
    }
  }

  @inline(__always)
  static func value(_ operation: Operator, _ left: Double, _ right: Double) -> Double {
    switch operation {
    case .add: left + right
    case .subtract: left - right
    case .multiply: left * right
    case .divide: left / right
    case .modulo: FloatMath.remainder(left, right)
    case .power: FloatMath.power(left, right)
    case .atan2: atan2(left, right)
    default: left
    }
  }

  @inline(__always)
  static func holds(_ operation: Operator, _ left: Double, _ right: Double) -> Bool {
    switch operation {
    case .equal: left == right
    case .notEqual: left != right
    case .less: left < right
    case .lessOrEqual: left <= right
    case .greater: left > right
    case .greaterOrEqual: left >= right
    default: true
    }
  }

  /// The operator between each float of a column and a scalar.
  static func arithmetic(_ operation: Operator, _ column: inout StepColumn, _ scalar: ScalarColumn, swapped: Bool) {
    switch operation {
    case .add: map(&column, scalar, swapped) { $0 + $1 }
    case .subtract: map(&column, scalar, swapped) { $0 - $1 }
    case .multiply: map(&column, scalar, swapped) { $0 * $1 }
    case .divide: map(&column, scalar, swapped) { $0 / $1 }
    default: map(&column, scalar, swapped) { value(operation, $0, $1) }
    }
  }

  @inline(__always)
  private static func map(
    _ column: inout StepColumn, _ scalar: ScalarColumn, _ swapped: Bool, _ combine: (Double, Double) -> Double
  ) {
    switch (scalar.constant, swapped) {
    case (let constant?, false): column.mapFloats { combine($0, constant) }
    case (let constant?, true): column.mapFloats { combine(constant, $0) }
    case (nil, false): column.mapFloats { step, value in combine(value, scalar[step]) }
    case (nil, true): column.mapFloats { step, value in combine(scalar[step], value) }
    }
  }

  /// Puts `left operation right` into `left`, for the floats that are there in both.
  static func arithmetic(_ operation: Operator, _ left: inout StepColumn, _ right: borrowing StepColumn) {
    switch operation {
    case .add: zip(&left.values, right.values) { $0 + $1 }
    case .subtract: zip(&left.values, right.values) { $0 - $1 }
    case .multiply: zip(&left.values, right.values) { $0 * $1 }
    case .divide: zip(&left.values, right.values) { $0 / $1 }
    default: zip(&left.values, right.values) { value(operation, $0, $1) }
    }
  }

  @inline(__always)
  private static func zip(_ left: inout [Double], _ right: [Double], _ combine: (Double, Double) -> Double) {
    let count = min(left.count, right.count)
    left.withUnsafeMutableBufferPointer { left in
      right.withUnsafeBufferPointer { right in
        for step in 0..<count { left[step] = combine(left[step], right[step]) }
      }
    }
  }
}

// MARK: Comparisons

extension ColumnArithmetic {
  /// Keeps the floats for which the comparison with the scalar holds; with `bool`, makes them 1 and 0.
  static func compare(
    _ operation: Operator, _ column: inout StepColumn, _ scalar: ScalarColumn, swapped: Bool, returnsBool: Bool
  ) {
    column.removeHistograms()
    let verdicts = StepBitmap(count: column.count) { step in
      let value = column.values[step]
      return swapped ? holds(operation, scalar[step], value) : holds(operation, value, scalar[step])
    }
    if returnsBool {
      column.mapFloats { step, _ in verdicts[step] ? 1 : 0 }
    } else {
      column.presence.formIntersection(verdicts)
    }
  }

  /// Keeps the floats of `left` for which the comparison with `right` holds; with `bool`, makes them 1 and 0.
  static func compare(
    _ operation: Operator, _ left: inout StepColumn, _ right: borrowing StepColumn, returnsBool: Bool
  ) {
    let verdicts = StepBitmap(count: left.count) { holds(operation, left.values[$0], right.values[$0]) }
    if returnsBool {
      left.mapFloats { step, _ in verdicts[step] ? 1 : 0 }
    } else {
      left.presence.formIntersection(verdicts)
    }
  }
}
