import PromQL

extension QueryGrammar {
  /// What only the newest Prometheus knows, and what nobody should write.
  mutating func wildVector(_ depth: Int) -> QueryTree {
    switch number(0...7) {
    case 0..<3: return anyCall(depth)
    case 3:
      return QueryTree(
        .instantVector,
        [
          .text(pick(["limitk", "limit_ratio", "topk", "quantile"])), .option(" without (b) "), .text("("),
          .tree(scalar(depth - 1)), .text(", "), .tree(vector(depth - 1)), .text(")"),
        ])
    case 4:
      let fill = pick(["fill (0) ", "fill_left (1) ", "fill_right (NaN) ", "fill_right (2) fill_left (3) "])
      return QueryTree(
        .instantVector,
        [
          .text("("), .tree(vector(depth - 1)),
          .text(" \(pick(["+", "/", "==", ">", "- on (a)", "* on (a) group_left"])) "),
          .option(fill), .tree(vector(depth - 1)), .text(")"),
        ])
    case 5:
      return QueryTree(
        .instantVector,
        [.text("("), .tree(vector(depth - 1)), .text(" \(pick(["</", ">/"])) "), .tree(scalar(depth - 1)), .text(")")])
    case 6:
      return QueryTree(
        .instantVector, [.text(metric().name), .option(pick([" smoothed", " anchored"]))] + modifiers())
    default: return QueryTree(.instantVector, [.text(pick(QueryGrammar.oddSelectors))] + wildModifiers())
    }
  }

  /// A call of any function, with arguments of the right types most of the time.
  private mutating func anyCall(_ depth: Int) -> QueryTree {
    let function = pick(FunctionTable.all)
    var types = function.arguments
    if function.variadic != 0, let last = types.last {
      types.removeLast()
      for _ in 0..<number(0...2) { types.append(last) }
    }
    if coin(40) { types.append(.scalar) }
    var pieces: [QueryTree.Piece] = [.text(function.name + "(")]
    for (index, type) in types.enumerated() {
      if index > 0 { pieces.append(.text(", ")) }
      pieces.append(.tree(argument(coin(60) ? .scalar : type, depth - 1)))
    }
    let call = QueryTree(function.result, pieces + [.text(")")])
    return call.type == .scalar ? QueryTree(.instantVector, [.text("vector("), .tree(call), .text(")")]) : call
  }

  private mutating func argument(_ type: ValueType, _ depth: Int) -> QueryTree {
    switch type {
    case .scalar: return scalar(depth)
    case .instantVector: return vector(depth)
    case .string:
      return QueryTree(.string, [.text("\"\(pick(["a", "b", "le", "(.*)", "$1", "", "é", "__name__", "("]))\"")])
    case .rangeVector: return coin(3) ? wildRange(depth) : range(depth)
    }
  }

  private mutating func wildRange(_ depth: Int) -> QueryTree {
    let window = pick(QueryGrammar.wildDurations)
    if coin(2) {
      let edge = pick([" anchored", " smoothed", ""])
      return QueryTree(
        .rangeVector, [.text(metric().name)] + matchers() + [.text("[\(window)]"), .option(edge)] + wildModifiers())
    }
    return QueryTree(
      .rangeVector,
      [.text("("), .tree(vector(depth - 1)), .text(")[\(window):\(pick(QueryGrammar.wildDurations + [""]))]")]
        + wildModifiers())
  }

  private mutating func wildModifiers() -> [QueryTree.Piece] {
    var pieces: [QueryTree.Piece] = []
    if coin(4) { pieces.append(.option(" @ \(pick(QueryGrammar.wildTimes))")) }
    if coin(4) { pieces.append(.option(" offset \(pick(QueryGrammar.wildDurations))")) }
    return pieces
  }

  /// Neither short steps over long ranges nor the opposite may break anything.
  private static let wildDurations = [
    "1ms", "1s", "5m", "1h30m", "1y", "292y", "-5m", "1", "0.001", "1e9", "9e15", "step()", "range()", "(step() * 3)",
    "(5m + 1s)", "max_of(1m, step())", "5m ^ 2", "-(1m)", "0", "106751d", "(1m / 0)", "9223372036854775807ms", "1s1ms",
    "64y225d9h11m52s806ms",
  ]
  private static let wildTimes = [
    "0", "1700001000", "start()", "end()", "-1", "9e15", "-9e15", "1e300", "NaN", "Inf", "0.0005", "9223372036854775",
  ]
  private static let oddSelectors = [
    "{__name__=~\".*\"}", "{a=\"1\"}", "{\"level\"}", "{\"level\", \"a\"=\"1\"}", "level{a=~\"(1|2|3)*\"}",
    "{__name__=\"\", a=~\".+\"}",
    "level{a=~\"\"}", "{a!~\"1\", b=~\"x|y\"}", "level{a=`1`}", "mixed", "spread", "custom", "sum", "on", "bool", "by",
    "start", "NaN", "Inf", "offset",
  ]
}
