import TimeSeries

/// One word of a query, and where it stands.
struct Token: Equatable, Sendable {
  enum Kind: Equatable, Sendable {
    case endOfInput
    /// A name without a colon.
    case identifier
    /// A name with a colon, which only a metric can have.
    case metricIdentifier
    /// Quotes taken off, escapes resolved.
    case string(String)
    case number
    case duration
    case leftParenthesis, rightParenthesis
    case leftBrace, rightBrace
    case leftBracket, rightBracket
    case comma, colon, at
    /// `=`, `=~`, `!~`; the fourth of them, `!=`, is a binary operator.
    case equal, matches, doesNotMatch
    case binary(BinaryOperation.Operator)
    case aggregation(Aggregation.Operator)
    case keyword(Keyword)
    case duringQuery(QueryProperty)
  }

  /// Words that modify what stands before them.
  enum Keyword: String, CaseIterable, Sendable {
    case bool, by, ignoring, offset, on, without, anchored, smoothed, fill
    case groupLeft = "group_left"
    case groupRight = "group_right"
    case fillLeft = "fill_left"
    case fillRight = "fill_right"
  }

  /// Words that are functions of the query and, some of them, of durations.
  enum QueryProperty: String, CaseIterable, Sendable {
    case start, end, step, range
    case minimumOf = "min_of"
    case maximumOf = "max_of"
  }

  var kind: Kind
  var range: SourceRange
}

extension Token {
  /// Words by their lower-case text; they are known in any case of letters.
  static let words: [String: Kind] = {
    var words: [String: Kind] = ["inf": .number, "nan": .number]
    for operation in [BinaryOperation.Operator.and, .or, .unless, .atan2] {
      words[operation.rawValue] = .binary(operation)
    }
    for operation in Aggregation.Operator.allCases { words[operation.rawValue] = .aggregation(operation) }
    for keyword in Keyword.allCases { words[keyword.rawValue] = .keyword(keyword) }
    for property in QueryProperty.allCases { words[property.rawValue] = .duringQuery(property) }
    return words
  }()

  /// Whether it is spelled with letters, so that it may serve as the name of a label.
  var isWord: Bool {
    switch kind {
    case .identifier, .metricIdentifier, .aggregation, .keyword, .duringQuery: true
    case .binary(let operation): operation.isWord
    default: false
    }
  }

  /// Whether it may serve as the name of a metric.
  var isMetricName: Bool {
    switch kind {
    case .identifier, .metricIdentifier, .aggregation, .duringQuery: true
    case .keyword(let keyword): [.by, .without, .offset, .anchored, .smoothed].contains(keyword)
    case .binary(let operation): operation.isSetOperation
    default: false
    }
  }

  /// How errors speak of it, with `text` as written.
  func description(_ text: String) -> String {
    switch kind {
    case .endOfInput: "end of input"
    case .identifier: "identifier \(QuotedText.quoted(text))"
    case .metricIdentifier: "metric identifier \(QuotedText.quoted(text))"
    case .string: "string \(Token.shortened(text))"
    case .number: "number \(Token.shortened(text))"
    case .duration: "duration \(Token.shortened(text))"
    case .binary, .at, .matches, .doesNotMatch: "<op:\(text)>"
    case .aggregation: "<aggr:\(text)>"
    case .keyword: "<\(text)>"
    default: Token.shortened(text)
    }
  }

  private static func shortened(_ text: String) -> String {
    let scalars = text.unicodeScalars
    guard text.utf8.count > 10 else { return QuotedText.quoted(text) }
    return QuotedText.quoted(String(String.UnicodeScalarView(scalars.prefix(10)))) + "..."
  }
}

extension BinaryOperation.Operator {
  fileprivate var isWord: Bool { rawValue.utf8.allSatisfy(\.isWordPart) }
}
