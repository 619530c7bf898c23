import PromQL

extension QueryGrammar {
  // MARK: Functions of windows

  /// What a function does with exact values.
  private enum Exactness {
    /// Gives values of as many bits, or so many more.
    case kept(plus: Int)
    /// Gives values that may be rounded.
    case lost
    /// Gives small whole numbers, of any values.
    case made
    /// The same, but jumps where a value is rounded.
    case madeOfExact
  }

  private static let windowFunctions: [(name: String, exactness: Exactness)] = [
    ("last_over_time", .kept(plus: 0)), ("min_over_time", .kept(plus: 0)), ("max_over_time", .kept(plus: 0)),
    ("sum_over_time", .kept(plus: 8)), ("idelta", .kept(plus: 1)), ("count_over_time", .made),
    ("present_over_time", .made), ("absent_over_time", .made), ("changes", .madeOfExact), ("resets", .madeOfExact),
    ("avg_over_time", .lost), ("stddev_over_time", .lost), ("stdvar_over_time", .lost), ("delta", .lost),
    ("deriv", .lost), ("predict_linear", .lost), ("quantile_over_time", .lost), ("rate", .lost), ("increase", .lost),
    ("irate", .lost),
  ]

  mutating func windowCall(_ depth: Int) -> QueryTree {
    let (name, exactness) = pick(QueryGrammar.windowFunctions)
    // Near zero, counters are stretched otherwise in 2.42: they stay far from it, and gauges are none.
    let isOfCounters = ["rate", "increase", "irate"].contains(name) && dialect == .shared
    var range = isOfCounters ? counterRange() : self.range(depth)
    var bits: Int?
    switch exactness {
    case .kept(let more): bits = range.exactBits.map { $0 + more }
    case .made: bits = 12
    case .madeOfExact:
      if range.exactBits == nil { range = matrix() }
      bits = 12
    case .lost: break
    }
    var pieces: [QueryTree.Piece] = [.text(name + "("), .tree(range), .text(")")]
    if name == "quantile_over_time" { pieces[0] = .text("\(name)(\(pick(QueryGrammar.quantiles)), ") }
    if name == "predict_linear" { pieces[2] = .text(", \(pick(["60", "0", "-600"])))") }
    return QueryTree(.instantVector, exactBits: bits, pieces)
  }

  mutating func range(_ depth: Int) -> QueryTree {
    guard depth > 1, coin(3) else { return matrix() }
    let inner = vector(depth - 2)
    return QueryTree(
      .rangeVector, exactBits: inner.exactBits,
      [
        .text("("), .tree(inner),
        .text(")[\(pick(QueryGrammar.subqueryWindows)):\(pick(QueryGrammar.subquerySteps))]"),
      ] + modifiers())
  }

  mutating func matrix() -> QueryTree {
    let (name, bits) = metric()
    return QueryTree(
      .rangeVector, exactBits: bits,
      [.text(name)] + matchers() + [.text("[\(pick(QueryGrammar.windows))]")] + modifiers())
  }

  private mutating func counterRange() -> QueryTree {
    QueryTree(
      .rangeVector,
      [.text("events_total")] + matchers()
        + [.text(coin(5) ? "[\(pick(QueryGrammar.subqueryWindows)):15s]" : "[\(pick(QueryGrammar.windows))]")]
        + modifiers())
  }

  // MARK: Functions of single values

  mutating func elementCall(_ depth: Int) -> QueryTree {
    func call(_ name: String, _ operand: QueryTree, _ rest: String = "", bits: Int? = nil) -> QueryTree {
      QueryTree(.instantVector, exactBits: bits, [.text(name + "("), .tree(operand), .text(rest + ")")])
    }
    switch number(0...6) {
    case 0:
      let operand = vector(depth - 1)
      return call("abs", operand, bits: operand.exactBits)
    case 1:
      let operand = exactVector(depth - 1)
      return call(pick(["ceil", "floor", "sgn", "round"]), operand, bits: operand.exactBits)
    case 2: return call(pick(["exp", "deg", "rad", "atan", "tanh"]), vector(depth - 1))
    case 3:
      return call(
        pick(["ln", "log2", "log10", "sqrt", "sin", "cos", "asinh", "acosh", "asin", "acos", "atanh", "cosh", "sinh"]),
        exactVector(depth - 1))
    case 4:
      let operand = vector(depth - 1)
      let (name, rest) = pick([("clamp", ", -5, 20"), ("clamp_min", ", 3"), ("clamp_max", ", 7"), ("clamp", ", 5, -5")])
      return call(name, operand, rest, bits: operand.exactBits.map { max($0, 8) })
    case 5:
      return call(
        pick(["hour", "minute", "month", "year", "day_of_week", "day_of_month", "days_in_month"]),
        QueryTree(.instantVector, [.text("timestamp("), .tree(selector()), .text(")")]), bits: 12)
    default: return call(pick(["sort", "sort_desc"]), exactVector(depth - 1))
    }
  }

  // MARK: Aggregations

  mutating func aggregation(_ depth: Int) -> QueryTree {
    let grouping = QueryTree.Piece.option(
      " \(pick(["by", "without"])) (\(pick(["a", "b", "a, b", "", "le", "c, a"]))) ")
    func make(_ head: String, _ parameter: String, _ operand: QueryTree, bits: Int?) -> QueryTree {
      QueryTree(
        .instantVector, exactBits: bits, [.text(head), grouping, .text("(\(parameter)"), .tree(operand), .text(")")])
    }
    switch number(0...9) {
    case 0..<3:
      let operand = vector(depth - 1)
      return make("sum", "", operand, bits: operand.exactBits.map { $0 + 6 })
    case 3, 4:
      let operand = vector(depth - 1)
      return make(pick(["min", "max"]), "", operand, bits: operand.exactBits)
    case 5: return make(pick(["count", "group"]), "", vector(depth - 1), bits: 8)
    case 6: return make(pick(["avg", "stddev", "stdvar"]), "", vector(depth - 1), bits: nil)
    case 7: return make("quantile", pick(QueryGrammar.quantiles) + ", ", vector(depth - 1), bits: nil)
    case 8:
      let operand = dialect == .shared ? distinctVector() : exactVector(depth - 1)
      return make(pick(["topk", "bottomk"]), pick(["1, ", "2, ", "5, ", "0, "]), operand, bits: operand.exactBits)
    default: return make("count_values", "\"\(pick(["v", "a"]))\", ", exactVector(depth - 1), bits: 8)
    }
  }

  /// Series of which no two have the same value: which of equal ones is taken depends on their order in storage.
  private mutating func distinctVector() -> QueryTree {
    let (head, tail) = pick([("level", ""), ("max_over_time(level", "[5m])"), ("-level", ""), ("events_total", "")])
    return QueryTree(.instantVector, exactBits: 18, [.text(head)] + matchers() + [.text(tail)])
  }

  // MARK: Operators

  mutating func vectorOperation(_ depth: Int) -> QueryTree {
    let matching = self.matching()
    func make(_ operation: String, _ left: QueryTree, _ right: QueryTree, bits: Int?) -> QueryTree {
      QueryTree(
        .instantVector, exactBits: bits,
        [.text("("), .tree(left), .text(" \(operation) "), .option(matching), .tree(right), .text(")")])
    }
    switch number(0...9) {
    case 0..<4:
      let operation = pick(["+", "-", "*"])
      let (left, right) = (vector(depth - 1), vector(depth - 1))
      return make(operation, left, right, bits: QueryGrammar.bits(left, right, operation))
    case 4: return make(pick(["/", "%", "^", "atan2"]), exactVector(depth - 1), exactVector(depth - 1), bits: nil)
    case 5, 6:
      let (left, right) = (exactVector(depth - 1), exactVector(depth - 1))
      let isBool = coin(2)
      return make(
        pick(QueryGrammar.comparisons) + (isBool ? " bool" : ""), left, right, bits: isBool ? 1 : left.exactBits)
    default:
      let (left, right) = (vector(depth - 1), vector(depth - 1))
      let set = pick(["on (a) ", "ignoring (b) ", "on () ", "", ""])
      return QueryTree(
        .instantVector, exactBits: QueryGrammar.bits(left, right, "+"),
        [
          .text("("), .tree(left), .text(" \(pick(["and", "or", "unless"])) "), .option(set), .tree(right), .text(")"),
        ])
    }
  }

  private mutating func matching() -> String {
    let labels = pick(["on (a)", "on (a, b)", "ignoring (b)", "ignoring (le)", "on ()", "ignoring (a)", "on (b)"])
    let group = pick(["", "", "group_left", "group_right", "group_left (b)", "group_right (c)", "group_left (le)"])
    return coin(3) ? "" : labels + (group.isEmpty ? " " : " \(group) ")
  }

  mutating func scalarOperation(_ depth: Int) -> QueryTree {
    let scalar = self.scalar(depth - 1)
    var operation = pick(["+", "-", "*", "/", "%", "^"] + QueryGrammar.comparisons)
    let isSmooth = ["+", "-", "*"].contains(operation)
    let vector = isSmooth ? vector(depth - 1) : exactVector(depth - 1)
    if !isSmooth, scalar.exactBits == nil { operation = "+" }
    var bits: Int?
    if isSmooth { bits = QueryGrammar.bits(vector, scalar, operation) }
    if QueryGrammar.comparisons.contains(operation) {
      bits = vector.exactBits
      if coin(2) { (operation, bits) = (operation + " bool", 1) }
    }
    let (left, right) = coin(2) ? (vector, scalar) : (scalar, vector)
    return QueryTree(
      .instantVector, exactBits: bits, [.text("("), .tree(left), .text(" \(operation) "), .tree(right), .text(")")])
  }

  private static let comparisons = ["==", "!=", "<", "<=", ">", ">="]
}
