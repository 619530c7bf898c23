/// `left + on (a) group_left (b) right`.
package struct BinaryOperation: Sendable {
  package enum Operator: String, Sendable, CaseIterable {
    case power = "^"
    case multiply = "*", divide = "/", modulo = "%", atan2
    case add = "+", subtract = "-"
    case equal = "==", notEqual = "!=", lessOrEqual = "<=", less = "<", greaterOrEqual = ">=", greater = ">"
    case trimUpper = "</", trimLower = ">/"
    case and, unless
    case or

    /// Higher binds tighter.
    package var precedence: Int {
      switch self {
      case .power: 6
      case .multiply, .divide, .modulo, .atan2: 5
      case .add, .subtract: 4
      case .equal, .notEqual, .lessOrEqual, .less, .greaterOrEqual, .greater, .trimUpper, .trimLower: 3
      case .and, .unless: 2
      case .or: 1
      }
    }

    package var isRightAssociative: Bool { self == .power }

    package var isComparison: Bool {
      switch self {
      case .equal, .notEqual, .lessOrEqual, .less, .greaterOrEqual, .greater: true
      default: false
      }
    }

    /// Whether the result means something else than its operands, so that the metric name has to go.
    package var isArithmetic: Bool {
      switch self {
      case .power, .multiply, .divide, .modulo, .atan2, .add, .subtract: true
      default: false
      }
    }

    package var isSetOperation: Bool { self == .and || self == .or || self == .unless }
  }

  /// How series of the two sides find each other.
  package struct Matching: Sendable, Hashable {
    package enum Cardinality: Sendable, Hashable {
      case oneToOne
      /// `group_left`.
      case manyToOne
      /// `group_right`.
      case oneToMany
      /// Set operators.
      case manyToMany
    }

    package var cardinality: Cardinality = .oneToOne
    /// Whether `labels` are those that must agree (`on`), else those that are left out (`ignoring`).
    package var isOn = false
    package var labels: [String] = []
    /// Labels copied from the "one" side.
    package var included: [String] = []
    /// Values for a missing partner, `fill_left` and `fill_right`.
    package var fillLeft: Double?
    package var fillRight: Double?

    package init() {}
  }

  package let operation: Operator
  package let returnsBool: Bool
  /// The default where one side is a scalar.
  package let matching: Matching
  package let left: Expression
  package let right: Expression
  package let range: SourceRange
  package let type: ValueType
  package let depth: Int

  package init(
    operation: Operator, returnsBool: Bool = false, matching: Matching = Matching(), left: Expression,
    right: Expression, range: SourceRange
  ) {
    self.operation = operation
    self.returnsBool = returnsBool
    self.matching = matching
    self.left = left
    self.right = right
    self.range = range
    type = left.type == .scalar && right.type == .scalar ? .scalar : .instantVector
    depth = max(left.depth, right.depth) + 1
  }
}
