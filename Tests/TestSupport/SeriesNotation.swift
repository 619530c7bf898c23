package import TimeSeries

/// Series as test scripts write them: `name{label="value"} 1 2+1x3 _ stale NaN`.
///
/// A value is a number, `_` for no sample, or `stale`. `axn` stands for `a` once and n times more, `a+bxn` (`a-bxn`)
/// for `a` followed by n values that grow (fall) by `b`.
package enum SeriesNotation {
  /// The series of a line, its samples every `interval` from 0 on; `nil` if the line is none.
  package static func parse(_ line: String, every interval: Milliseconds) -> (Labels, SampleColumns)? {
    let (head, rest) = split(line.trimmed)
    guard let labels = labels(head) else { return nil }
    var samples = SampleColumns()
    for (position, value) in values(rest).enumerated() {
      if let value { samples.append(Timestamp(position) * interval, value) }
    }
    return (labels, samples)
  }

  /// The values of a sequence; `nil` where there is no sample.
  package static func values(_ text: String) -> [Double?] {
    text.split(whereSeparator: \.isWhitespace).flatMap { item(String($0)) }
  }

  /// Labels in PromQL's notation.
  package static func labels(_ text: String) -> Labels? {
    guard let brace = text.firstIndex(of: "{") else {
      return text.isEmpty ? nil : Labels([Label(name: LabelName.metricName, value: text)])
    }
    guard text.last == "}" else { return nil }
    var pairs: [Label] = []
    let name = text[..<brace].description.trimmed
    if !name.isEmpty { pairs.append(Label(name: LabelName.metricName, value: name)) }
    for pair in pieces(of: text[text.index(after: brace)...].dropLast()) {
      guard let equals = pair.firstIndex(of: "=") else { return nil }
      let value = pair[pair.index(after: equals)...].description.trimmed
      guard value.count >= 2 else { return nil }
      pairs.append(Label(name: pair[..<equals].description.trimmed, value: String(value.dropFirst().dropLast())))
    }
    return Labels(pairs)
  }

  /// The labels, and what comes after them.
  package static func split(_ line: String) -> (labels: String, rest: String) {
    let end: String.Index
    if let brace = line.firstIndex(of: "{"), !line[..<brace].contains(where: \.isWhitespace) {
      end = closingBrace(line, from: brace)
    } else {
      end = line.firstIndex(where: \.isWhitespace) ?? line.endIndex
    }
    return (String(line[..<end]), line[end...].description.trimmed)
  }

  private static func closingBrace(_ line: String, from brace: String.Index) -> String.Index {
    var quoted = false
    var index = brace
    while index < line.endIndex {
      let character = line[index]
      if character == "\"" { quoted.toggle() }
      index = line.index(after: index)
      if character == "}", !quoted { break }
    }
    return index
  }

  /// Splits at commas outside of quotes.
  private static func pieces(of text: Substring) -> [Substring] {
    var quoted = false
    return text.split { character in
      if character == "\"" { quoted.toggle() }
      return character == "," && !quoted
    }
    .filter { !$0.allSatisfy(\.isWhitespace) }
  }

  private static func item(_ text: String) -> [Double?] {
    guard let times = text.lastIndex(of: "x"), let count = Int(text[text.index(after: times)...]) else {
      return [number(text)]
    }
    let body = text[..<times]
    // The sign of an exponent is not the one of a step.
    let sign = body.indices.dropFirst().last { index in
      (body[index] == "+" || body[index] == "-") && body[body.index(before: index)].lowercased() != "e"
    }
    guard let sign else { return Array(repeating: number(String(body)), count: body == "_" ? count : count + 1) }
    guard let start = number(String(body[..<sign])), let step = number(String(body[body.index(after: sign)...])) else {
      return []
    }
    var value = start
    return (0...count).map { index in
      if index > 0 { value += body[sign] == "+" ? step : -step }
      return value
    }
  }

  private static func number(_ text: String) -> Double? {
    switch text {
    case "_": nil
    case "stale": StaleMarker.value
    case "NaN": StaleMarker.ordinaryNaN
    default: Double(text)
    }
  }
}

extension String {
  fileprivate var trimmed: String {
    guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace }) else {
      return ""
    }
    return String(self[first...last])
  }
}
