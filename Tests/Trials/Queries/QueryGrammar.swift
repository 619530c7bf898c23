import PromQL
package import TestSupport

/// Makes up queries on the series of ``QueryData``.
///
/// Two engines that are both right may differ in the last bit of a quotient. What jumps, such as a comparison or a
/// rounding, must not stand on such a value when answers are compared; so the grammar knows which values are exact.
package struct QueryGrammar {
  package enum Dialect: Sendable {
    /// What Prometheus 2.42 and 3 understand, and take to mean the same.
    case shared
    /// Everything that the parser knows, and what makes no sense.
    case whole
  }

  let dialect: Dialect
  package var random: SeededRandom

  package init(_ dialect: Dialect, _ random: SeededRandom) {
    self.dialect = dialect
    self.random = random
  }

  /// An instant vector, or now and then a scalar.
  package mutating func query(depth: Int) -> QueryTree { coin(12) ? scalar(depth) : vector(depth) }

  // MARK: Choices

  mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }

  /// True once in `sides`.
  mutating func coin(_ sides: Int) -> Bool { number(1...sides) == 1 }

  mutating func pick<Element>(_ choices: [Element]) -> Element { choices[number(0...choices.count - 1)] }

  // MARK: Instant vectors

  mutating func vector(_ depth: Int) -> QueryTree {
    if depth <= 0 { return selector() }
    if dialect == .whole, coin(3) { return wildVector(depth) }
    switch number(0...19) {
    case 0..<3: return selector()
    case 3..<8: return aggregation(depth)
    case 8..<12: return windowCall(depth)
    case 12..<14: return elementCall(depth)
    case 14..<17: return vectorOperation(depth)
    case 17: return scalarOperation(depth)
    case 18: return labelCall(depth)
    default: return otherVector(depth)
    }
  }

  /// An instant vector of exact values.
  mutating func exactVector(_ depth: Int) -> QueryTree {
    for _ in 0..<3 {
      let tree = vector(depth)
      if tree.exactBits != nil { return tree }
    }
    return selector()
  }

  mutating func selector() -> QueryTree {
    let (name, bits) = metric()
    return QueryTree(.instantVector, exactBits: bits, [.text(name)] + matchers() + modifiers())
  }

  mutating func metric() -> (name: String, bits: Int) {
    let metric = pick(dialect == .whole ? QueryData.metrics + QueryData.histogramMetrics : QueryData.metrics)
    return (metric.name, metric.bits)
  }

  mutating func matchers() -> [QueryTree.Piece] {
    if coin(2) { return [] }
    return [.option("{\(pick(QueryGrammar.matcherTexts))\(coin(4) ? "," + pick(QueryGrammar.matcherTexts) : "")}")]
  }

  mutating func modifiers() -> [QueryTree.Piece] {
    var pieces: [QueryTree.Piece] = []
    if coin(6) { pieces.append(.option(" @ \(pick(QueryGrammar.anchors))")) }
    if coin(5) { pieces.append(.option(" offset \(pick(QueryGrammar.offsets))")) }
    return pieces
  }

  private mutating func otherVector(_ depth: Int) -> QueryTree {
    switch number(0...6) {
    case 0:
      let inner = vector(depth - 1)
      return QueryTree(.instantVector, exactBits: inner.exactBits, [.text("-("), .tree(inner), .text(")")])
    case 1:
      let inner = scalar(depth - 1)
      return QueryTree(.instantVector, exactBits: inner.exactBits, [.text("vector("), .tree(inner), .text(")")])
    case 2: return QueryTree(.instantVector, exactBits: 1, [.text("absent("), .tree(vector(depth - 1)), .text(")")])
    case 3: return histogramQuantile(depth)
    case 4: return nativeHistograms()
    case 5: return QueryTree(.instantVector, [.text("timestamp("), .tree(vector(depth - 1)), .text(")")])
    default:
      let inner = vector(depth - 1)
      return QueryTree(.instantVector, exactBits: inner.exactBits, [.text("("), .tree(inner), .text(")")])
    }
  }

  private mutating func histogramQuantile(_ depth: Int) -> QueryTree {
    let buckets = QueryTree(.instantVector, [.text("wait_seconds_bucket")] + matchers() + modifiers())
    let window = pick(QueryGrammar.windows)
    let operand = pick([
      buckets,
      QueryTree(.instantVector, [.text("rate(wait_seconds_bucket[\(window)])")]),
      QueryTree(.instantVector, [.text("sum by (le) ("), .tree(buckets), .text(")")]),
      QueryTree(.instantVector, [.text("sum by (le, a) (increase(wait_seconds_bucket[\(window)]))")]),
    ])
    return QueryTree(
      .instantVector, [.text("histogram_quantile(\(pick(QueryGrammar.quantiles)), "), .tree(operand), .text(")")])
  }

  /// What 2.42 knew of native histograms already.
  private mutating func nativeHistograms() -> QueryTree {
    let histograms = QueryTree(.instantVector, [.text("steady")] + matchers() + modifiers())
    let rates = QueryTree(
      .instantVector,
      [.text("\(pick(["rate", "increase"]))(steady")] + matchers() + [.text("[\(pick(QueryGrammar.windows))])")])
    let operand = coin(2) ? histograms : rates
    let sum = QueryTree(.instantVector, [.text("sum"), .option(" by (a) "), .text("("), .tree(operand), .text(")")])
    return QueryTree(
      .instantVector,
      [.text("histogram_\(pick(["count", "sum"]))("), .tree(coin(2) ? sum : operand), .text(")")])
  }

  private mutating func labelCall(_ depth: Int) -> QueryTree {
    let inner = vector(depth - 1)
    let rest =
      coin(2)
      ? ", \"\(pick(["c", "a"]))\", \"\(pick(["$1", "x-$1", "", "$2$1"]))\", \"\(pick(["a", "b", "c"]))\", \"\(pick(["(.*)", "([xy])", "(1|2)(.*)", "z"]))\")"
      : ", \"\(pick(["c", "a"]))\", \"\(pick(["-", ""]))\", \"a\", \"b\")"
    let name = rest.hasSuffix("\"a\", \"b\")") ? "label_join(" : "label_replace("
    return QueryTree(.instantVector, exactBits: inner.exactBits, [.text(name), .tree(inner), .text(rest)])
  }

  // MARK: Scalars

  mutating func scalar(_ depth: Int) -> QueryTree {
    if depth <= 0 || coin(2) { return number() }
    switch number(0...3) {
    case 0: return QueryTree(.scalar, exactBits: 36, [.text("time()")])
    case 1:
      let inner = vector(depth - 1)
      return QueryTree(.scalar, exactBits: inner.exactBits, [.text("scalar("), .tree(inner), .text(")")])
    case 2:
      let inner = scalar(depth - 1)
      return QueryTree(.scalar, exactBits: inner.exactBits, [.text("-("), .tree(inner), .text(")")])
    default:
      let (left, right) = (scalar(depth - 1), scalar(depth - 1))
      let operation = pick(["+", "-", "*"])
      return QueryTree(
        .scalar, exactBits: QueryGrammar.bits(left, right, operation),
        [.text("("), .tree(left), .text(" \(operation) "), .tree(right), .text(")")])
    }
  }

  private mutating func number() -> QueryTree {
    let texts =
      ["0", "1", "2", "3", "10", "0.5", "100", "-1", "-8"]
      + (dialect == .whole ? ["NaN", "Inf", "-Inf", "1e300", "-0", "0x1F", "1_000", "5m", ".5e-3"] : [])
    return QueryTree(.scalar, exactBits: 8, [.text(pick(texts))])
  }

  static func bits(_ left: QueryTree, _ right: QueryTree, _ operation: String) -> Int? {
    guard let one = left.exactBits, let other = right.exactBits else { return nil }
    return operation == "*" ? one + other : max(one, other) + 1
  }

  // MARK: Words

  /// Series lie off whole and half seconds, so that no sample and no step of a subquery stands on the edge of a window:
  /// there 2.42 and 3 differ.
  static let windows = ["30s", "1m", "3m", "5m", "12m", "20m"]
  static let subqueryWindows = ["61s", "127s", "301s", "617s"]
  static let subquerySteps = ["10s", "15s", "20s", "30s", "60s"]
  static let offsets = ["30s", "5m", "-2m", "10m"]
  static let anchors = ["1700001800.5", "1700000600.5", "start()", "end()"]
  static let quantiles = ["0.37", "0.613", "0.951", "0", "1", "-1", "1.5"]
  static let matcherTexts = [
    "a=\"1\"", "a=\"2\"", "a!=\"1\"", "a=~\"1|2\"", "a!~\"[23]\"", "b=\"x\"", "b!=\"x\"", "b=~\".+\"", "b=\"\"",
    "a=\"9\"",
    "b!~\"y|\"", "a=~\".*\"",
  ]
}
