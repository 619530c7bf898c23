import TimeSeries

// The texts of what has no expressions in it.

extension Expression.NumberLiteral {
  var text: String {
    isDuration ? PromDuration.text(milliseconds) : FloatText.plain(value)
  }
}

extension Expression.UnaryOperation {
  var sign: String { isNegation ? "-" : "+" }
}

extension DurationExpression {
  /// As it stands in brackets or behind `offset`. A literal alone is written as a duration, within a computation as it was.
  package var text: String {
    if case .literal(let number) = self { return PromDuration.text(number.milliseconds) }
    return innerText
  }

  /// As it stands behind `offset`, where an operator is the query's unless a parenthesis or two signs come first.
  /// Prometheus writes `offset 5m + 1m` for both, and reads it as a sum with the query.
  var textBehindOffset: String {
    let text = text
    return isOperand || text.hasPrefix("(") || text.hasPrefix("--") ? text : "(\(text))"
  }

  /// Whether it is one operand, perhaps with a sign.
  private var isOperand: Bool {
    switch self {
    case .binary: false
    case .negated(let inner, _): inner.isOperand
    default: true
    }
  }

  private var innerText: String {
    switch self {
    case .literal(let number): number.text
    case .step: "step()"
    case .range: "range()"
    case .negated(let inner, _): "-" + inner.innerText
    case .binary(.literal(let base), .power, let exponent) where base.value < 0:
      // Without parentheses the sign would be that of the power.
      "(\(base.text)) ^ \(exponent.innerText)"
    case .binary(let left, let operation, let right):
      "\(left.innerText) \(operation.rawValue) \(right.innerText)"
    case .minimum(let left, let right): "min_of(\(left.innerText), \(right.innerText))"
    case .maximum(let left, let right): "max_of(\(left.innerText), \(right.innerText))"
    case .parentheses(let inner): "(\(inner.innerText))"
    }
  }
}

extension TimeModifiers {
  fileprivate static func seconds(_ timestamp: Timestamp) -> String {
    let (whole, rest) = timestamp.magnitude.quotientAndRemainder(dividingBy: 1000)
    let digits = String(rest)
    return (timestamp < 0 ? "-" : "") + "\(whole)." + String(repeating: "0", count: 3 - digits.count) + digits
  }

  var anchorText: String {
    switch anchor {
    case nil: ""
    case .timestamp(let timestamp): " @ " + TimeModifiers.seconds(timestamp)
    case .start: " @ start()"
    case .end: " @ end()"
    }
  }

  var offsetText: String { offset.map { " offset " + $0.textBehindOffset } ?? "" }
}

extension RangeEdge {
  var text: String { self == .ordinary ? "" : " " + rawValue }
}

extension VectorSelector {
  /// Name and matchers; these in the order of their texts.
  var body: String {
    let matchers = matchers.filter { !isNameItself($0) }.map(\.description)
    return name
      + (matchers.isEmpty
        ? "" : "{" + matchers.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.joined(separator: ",") + "}")
  }

  private func isNameItself(_ matcher: LabelMatcher) -> Bool {
    !name.isEmpty && matcher.name == LabelName.metricName && matcher.operation == .equal && matcher.value == name
  }
}

extension Subquery {
  var suffix: String {
    "[\(window.text):\(step?.text ?? "")]" + modifiers.anchorText + modifiers.offsetText
  }
}

extension Aggregation {
  /// What stands before the parenthesis: `sum by (job) `.
  var head: String {
    switch grouping {
    case .by(let labels) where labels.isEmpty: operation.rawValue
    case .by(let labels): "\(operation.rawValue) by (\(LabelList.text(labels))) "
    case .without(let labels): "\(operation.rawValue) without (\(LabelList.text(labels))) "
    }
  }
}

extension BinaryOperation.Link {
  /// The operator and its modifiers.
  var head: String { operation.rawValue + (returnsBool ? " bool" : "") + matching.text }
}

extension BinaryOperation.Matching {
  fileprivate var text: String {
    let isGrouped = cardinality == .manyToOne || cardinality == .oneToMany
    var text = ""
    if isOn || isGrouped || !labels.isEmpty {
      text += " \(isOn ? "on" : "ignoring") (\(LabelList.text(labels)))"
    }
    if isGrouped {
      text += " group_\(cardinality == .manyToOne ? "left" : "right") (\(LabelList.text(included)))"
    }
    return text + fillText
  }

  private var fillText: String {
    if let fillLeft, let fillRight, fillLeft.bitPattern == fillRight.bitPattern {
      return " fill (\(FloatText.general(fillLeft)))"
    }
    let left = fillLeft.map { " fill_left (\(FloatText.general($0)))" } ?? ""
    return left + (fillRight.map { " fill_right (\(FloatText.general($0)))" } ?? "")
  }
}

private enum LabelList {
  static func text(_ labels: [String]) -> String {
    labels.map { LabelName.isPlain($0) ? $0 : QuotedText.quoted($0) }.joined(separator: ", ")
  }
}
