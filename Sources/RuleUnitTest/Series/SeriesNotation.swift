import PromQL
import TimeSeries

/// What one place of a sequence holds.
enum SeriesValue: Sendable, Equatable {
  case float(Double)
  case histogram(FloatHistogram)
  case stale
}

/// Bounds on what a unit test file may bring.
enum InputLimits {
  /// Values of all series of a test, `x` written out.
  static let valuesMax = 10_000_000
}

/// Why a series is none.
struct SeriesNotationError: Error, CustomStringConvertible {
  let description: String
}

/// Series as unit tests write them: `name{label="value"}` and `1 2+1x3 _ _x2 stale {{schema:0 count:1}}x5`.
///
/// `_` is no sample. `axn` stands for `a` once and n times more, `a+bxn` (`a-bxn`) for `a` followed by n values that grow
/// (fall) by `b`; `_xn` stands for n places. Histograms (``HistogramNotation``) can be repeated and added alike.
enum SeriesNotation {
  static func labels(_ text: String) throws(SeriesNotationError) -> Labels {
    do {
      let labels = try Parser.parseLabels(text)
      if !labels.isEmpty { return labels }
    } catch {
      throw SeriesNotationError(description: "series \(QuotedText.quoted(text)): \(error)")
    }
    throw SeriesNotationError(description: "series \(QuotedText.quoted(text)): empty labelset")
  }

  /// `budget`: how many values there may be yet.
  static func values(_ text: String, _ budget: inout Int) throws(SeriesNotationError) -> [SeriesValue?] {
    var values: [SeriesValue?] = []
    for item in try items(text) {
      do {
        values += try expanded(item, &budget)
      } catch {
        throw SeriesNotationError(
          description: "values: \(QuotedText.quoted(String(item.prefix(60)))): \(error.description)")
      }
    }
    return values
  }

  /// Cut at white space that is not within braces.
  private static func items(_ text: String) throws(SeriesNotationError) -> [Substring] {
    var depth = 0
    let items = text.split { character in
      if character == "{" { depth += 1 }
      if character == "}" { depth -= 1 }
      return depth <= 0 && character.isWhitespace
    }
    guard depth == 0 else { throw SeriesNotationError(description: "values: unbalanced braces") }
    return items
  }

  private static func expanded(_ item: Substring, _ budget: inout Int) throws(SeriesNotationError) -> [SeriesValue?] {
    let (body, times) = try repetition(item)
    let isGap = body == "_"
    let count = isGap ? times ?? 1 : (times ?? 0) + 1
    guard count <= budget else {
      throw SeriesNotationError(description: "more than \(InputLimits.valuesMax) values in one test")
    }
    budget -= count
    if isGap { return Array(repeating: nil, count: count) }
    if body == "stale" { return Array(repeating: .stale, count: count) }
    if body.hasPrefix("{{") { return try histograms(body, count) }
    return try floats(body, count)
  }

  /// What stands before `x`, and the number behind it.
  private static func repetition(_ item: Substring) throws(SeriesNotationError) -> (Substring, times: Int?) {
    let end = item.lastIndex(of: "}").map { item.index(after: $0) } ?? item.startIndex
    guard let times = item[end...].lastIndex(of: "x") else { return (item, nil) }
    let digits = item[item.index(after: times)...]
    guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(digits) else {
      throw SeriesNotationError(description: "a count must stand behind x, not \(QuotedText.quoted(String(digits)))")
    }
    guard number < InputLimits.valuesMax else {
      throw SeriesNotationError(description: "more than \(InputLimits.valuesMax) values in one test")
    }
    return (item[..<times], number)
  }
}

// Floats.
extension SeriesNotation {
  private static func floats(_ body: Substring, _ count: Int) throws(SeriesNotationError) -> [SeriesValue?] {
    let bytes = body.utf8
    // The sign of an exponent is not that of a step; nor is one at the beginning.
    let sign = bytes.indices.dropFirst().first { index in
      "+-".utf8.contains(bytes[index]) && !"eE".utf8.contains(bytes[bytes.index(before: index)])
    }
    var value = try number(body[..<(sign ?? body.endIndex)])
    var step = 0.0
    if let sign {
      step = try number(body[body.index(after: sign)...])
      if bytes[sign] == UInt8(ascii: "-") { step = -step }
    }
    return (0..<count).map { index in
      if index > 0 { value += step }
      return .float(value)
    }
  }

  private static func number(_ text: Substring) throws(SeriesNotationError) -> Double {
    let isNegative = text.first == "-"
    let magnitude = text.first == "-" || text.first == "+" ? text.dropFirst() : text
    // As PromQL reads it, so that 010 is 8 and 1_000 a thousand. Hexadecimal would be taken for a repetition.
    guard magnitude.first.map({ $0.isLetter || $0.isNumber || $0 == "." }) == true, !magnitude.contains("x"),
      case .number(let literal)? = try? Parser.parse(String(magnitude)), !literal.isDuration
    else { throw SeriesNotationError(description: "\(QuotedText.quoted(String(text))) is no number") }
    if literal.value.isNaN { return StaleMarker.ordinaryNaN }
    return isNegative ? -literal.value : literal.value
  }
}

// Histograms.
extension SeriesNotation {
  /// `{{…}}`, `{{…}}+{{…}}`, `{{…}}-{{…}}`.
  private static func histograms(_ body: Substring, _ count: Int) throws(SeriesNotationError) -> [SeriesValue?] {
    guard let end = body.firstRange(of: "}}")?.upperBound else {
      throw SeriesNotationError(description: "a histogram ends with }}")
    }
    var value = try HistogramNotation.histogram(body[..<end])
    guard end < body.endIndex else { return Array(repeating: .histogram(value), count: count) }
    let sign = body[end]
    guard sign == "+" || sign == "-" else {
      throw SeriesNotationError(description: "behind a histogram stands x, + or -")
    }
    let step = try HistogramNotation.histogram(body[body.index(after: end)...])
    guard value.schema <= step.schema else {
      throw SeriesNotationError(
        description: "error combining histograms: cannot merge from schema \(step.schema) to \(value.schema)")
    }
    var result: [SeriesValue?] = [.histogram(value)]
    for _ in 1..<max(1, count) {
      guard (sign == "+" ? value.add(step) : value.subtract(step)) != nil else {
        throw SeriesNotationError(description: "histograms of different kinds cannot be combined")
      }
      result.append(.histogram(value))
    }
    return result
  }
}
