/// `left + on (a) group_left (b) right`.
///
/// What binds alike and to the left is one node, `1 + 2 - 3` one with two links: a sum of thousands, which programs write, is
/// no deeper than one of two, and nobody who walks over ``links`` recurses by its length. To who asks for ``left`` and
/// ``right`` it is the tree that it means.
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

    package var isTrimming: Bool { self == .trimUpper || self == .trimLower }

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

    package var fills: Bool { fillLeft != nil || fillRight != nil }

    /// Whether it is forgotten, as Prometheus does, where one side is no vector: `on ()`. Else it is an error there.
    fileprivate var saysNothing: Bool { labels.isEmpty && !fills }
  }

  /// The leftmost operand of all that are joined.
  package let first: Expression
  /// At least one; see ``Link``.
  package let links: ArraySlice<Link>

  /// - Parameter links: at least one; all bind alike.
  package init(_ first: Expression, _ links: [Link]) {
    var (links, type, depth) = (links, first.type, first.depth)
    for index in links.indices {
      let right = links[index].right
      let areVectors = type == .instantVector && right.type == .instantVector
      if !areVectors, links[index].matching.saysNothing { links[index].matching = Matching() }
      type = type == .scalar && right.type == .scalar ? .scalar : .instantVector
      depth = max(depth, right.depth)
      (links[index].typeUpToHere, links[index].depthUpToHere) = (type, depth + 1)
    }
    self.init(first: first, links: links[...])
  }

  private init(first: Expression, links: ArraySlice<Link>) {
    self.first = first
    self.links = links
  }
}

// The last of its operators, and what that joins.
extension BinaryOperation {
  package var last: Link { links[links.endIndex - 1] }

  package var operation: Operator { last.operation }
  package var returnsBool: Bool { last.returnsBool }
  package var matching: Matching { last.matching }
  package var right: Expression { last.right }

  /// All that stands before the last operator. Costs nothing, however much it is.
  package var left: Expression {
    links.count == 1 ? first : .binary(BinaryOperation(first: first, links: links.dropLast()))
  }

  /// The operations that this is made of, as they are carried out: the first two operands joined, and so on up to this.
  package var steps: some Sequence<BinaryOperation> {
    links.indices.lazy.map { BinaryOperation(first: first, links: links[...$0]) }
  }

  package var range: SourceRange { SourceRange(first.range.start, right.range.end) }
  package var type: ValueType { last.typeUpToHere }
  package var depth: Int { last.depthUpToHere }

  /// The same operators on operands that were changed.
  func mapOperands(_ change: (Expression) -> Expression) -> BinaryOperation {
    BinaryOperation(
      change(first),
      links.map {
        Link(operation: $0.operation, returnsBool: $0.returnsBool, matching: $0.matching, right: change($0.right))
      })
  }
}
