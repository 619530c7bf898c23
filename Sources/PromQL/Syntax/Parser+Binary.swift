/// What may stand between a binary operator and its right side.
struct BinaryModifiers {
  var returnsBool = false
  var matching = BinaryOperation.Matching()
}

extension Parser {
  mutating func binaryModifiers() throws(ParseError) -> BinaryModifiers {
    var modifiers = BinaryModifiers()
    modifiers.returnsBool = try accept(.keyword(.bool))
    try matching(&modifiers.matching)
    try fill(&modifiers.matching)
    return modifiers
  }

  /// `on (…)` or `ignoring (…)`, and with them `group_left (…)` or `group_right (…)`.
  private mutating func matching(_ matching: inout BinaryOperation.Matching) throws(ParseError) {
    if try accept(.keyword(.on)) {
      matching.isOn = true
    } else {
      guard try accept(.keyword(.ignoring)) else { return }
    }
    matching.labels = try groupingLabels()
    if try accept(.keyword(.groupLeft)) {
      matching.cardinality = .manyToOne
    } else {
      guard try accept(.keyword(.groupRight)) else { return }
      matching.cardinality = .oneToMany
    }
    let token = try peek()
    if token.kind == .leftParenthesis || !(token.startsExpression || token.isFill) {
      matching.included = try groupingLabels()
    }
  }

  /// `fill (v)`, or `fill_left (v)` and `fill_right (v)` in any order, each at most once.
  private mutating func fill(_ matching: inout BinaryOperation.Matching) throws(ParseError) {
    if try accept(.keyword(.fill)) {
      let value = try fillValue()
      (matching.fillLeft, matching.fillRight) = (value, value)
      return
    }
    while true {
      if matching.fillLeft == nil, try accept(.keyword(.fillLeft)) {
        matching.fillLeft = try fillValue()
      } else if matching.fillRight == nil, try accept(.keyword(.fillRight)) {
        matching.fillRight = try fillValue()
      } else {
        return
      }
    }
  }

  private mutating func fillValue() throws(ParseError) -> Double {
    try expect(.leftParenthesis)
    let value = try signedNumber()
    try expect(.rightParenthesis)
    return value
  }

  /// `(a, "b.c", by)`, also with a comma at the end.
  mutating func groupingLabels() throws(ParseError) -> [String] {
    let context = "grouping opts"
    try expect(.leftParenthesis, in: context, expected: "\"(\"")
    var labels: [String] = []
    // Here a label or the end may stand: at the beginning and behind each comma.
    while try !accept(.rightParenthesis) {
      labels.append(try groupingLabel())
      if try accept(.comma) { continue }
      try expect(.rightParenthesis, in: context, expected: "\",\" or \")\"")
      return labels
    }
    return labels
  }

  private mutating func groupingLabel() throws(ParseError) -> String {
    let token = try peek()
    var label = source[token.range]
    if case .string(let text) = token.kind {
      label = text
    } else if !token.isWord {
      throw unexpected(token, in: "grouping opts", expected: "label")
    }
    guard !label.isEmpty else { throw source.error("invalid label name for grouping: \"\"", at: token.range) }
    try take()
    return label
  }
}

extension Token {
  fileprivate var isFill: Bool { [.keyword(.fill), .keyword(.fillLeft), .keyword(.fillRight)].contains(kind) }
}
