extension TextScanner {
  /// The name of a family, without escapes.
  package func familyName(of metadata: ExpositionMetadata) -> String {
    text(metadata.name, inQuotes: true)
  }

  /// The text of a `# HELP` or the word of a `# UNIT`, without escapes.
  package func text(of metadata: ExpositionMetadata) -> String {
    text(metadata.text, inQuotes: format == .openMetrics)
  }

  private func text(_ range: Range<Int>, inQuotes: Bool) -> String {
    let raw = UnsafeBufferPointer(rebasing: bytes[range])
    return String(decoding: EscapedText.unescaped(raw, inQuotes: inQuotes), as: UTF8.self)
  }

  /// Reads the line whose `#` is at `hash`; `nil` if it is a mere comment.
  mutating func readComment(_ hash: Int) throws(ExpositionError) -> ExpositionMetadata? {
    let end = endOfLine(from: hash)
    try refuseAfterEnd(hash)
    position = end + 1
    let keywordStart = skippingBlanks(from: hash + 1)
    let keywordEnd = endOfWord(from: keywordStart)
    guard keywordStart > hash + 1 else { return try readPlainComment(hash) }
    switch String(decoding: bytes[keywordStart..<keywordEnd], as: UTF8.self) {
    case "TYPE" where keywordEnd < end: return try readType(keywordEnd, end)
    case "HELP" where keywordEnd < end: return try readHelp(keywordEnd, end)
    case "UNIT" where keywordEnd < end && format == .openMetrics: return try readUnit(keywordEnd, end)
    case "EOF" where keywordEnd == end && format == .openMetrics:
      hasEnded = true
      return nil
    default: return try readPlainComment(hash)
    }
  }

  private func readType(_ start: Int, _ end: Int) throws(ExpositionError) -> ExpositionMetadata {
    let (name, text) = try splitMetadata(start, end)
    let word = text.lowerBound..<endOfWord(from: text.lowerBound)
    guard let type = MetricType(UnsafeBufferPointer(rebasing: bytes[word]), in: format),
      skippingBlanks(from: word.upperBound) == end
    else {
      let shown = ExpositionError.excerpt(of: UnsafeBufferPointer(rebasing: bytes[text]), around: 0)
      throw error(.metadata, at: text.lowerBound, "invalid metric type \"\(shown)\"")
    }
    return ExpositionMetadata(kind: .type(type), name: name, text: word)
  }

  private func readHelp(_ start: Int, _ end: Int) throws(ExpositionError) -> ExpositionMetadata {
    let (name, text) = try splitMetadata(start, end)
    guard String(validating: bytes[text], as: UTF8.self) != nil else {
      throw error(.encoding, at: text.lowerBound, "the help text is not valid UTF-8")
    }
    return ExpositionMetadata(kind: .help, name: name, text: text)
  }

  private func readUnit(_ start: Int, _ end: Int) throws(ExpositionError) -> ExpositionMetadata {
    let (name, text) = try splitMetadata(start, end)
    guard text.isEmpty || isSuffix(text, of: name) else {
      throw error(.metadata, at: text.lowerBound, "the unit is not the end of the family's name")
    }
    return ExpositionMetadata(kind: .unit, name: name, text: text)
  }

  /// Whether the name ends in `_` and the unit.
  private func isSuffix(_ unit: Range<Int>, of name: Range<Int>) -> Bool {
    let start = name.upperBound - unit.count
    return start > name.lowerBound && bytes[start - 1] == UInt8(ascii: "_")
      && bytes[start..<name.upperBound].elementsEqual(bytes[unit])
  }

  /// The family's name, plain or quoted, and what follows it and its blanks.
  private func splitMetadata(
    _ start: Int, _ end: Int
  ) throws(ExpositionError) -> (name: Range<Int>, text: Range<Int>) {
    let first = skippingBlanks(from: start)
    var name = first..<endOfPlainName(from: first)
    var behind = name.upperBound
    if byte(at: first) == UInt8(ascii: "\""), let quote = closingQuote(after: first, before: end) {
      name = first + 1..<quote
      behind = quote + 1
    }
    guard !name.isEmpty, String(validating: bytes[name], as: UTF8.self) != nil else {
      throw error(.metadata, at: first, "expected a metric name")
    }
    let text = skippingBlanks(from: behind)
    guard text > behind || behind == end else {
      throw error(.metadata, at: behind, "expected a blank after the metric name")
    }
    return (name, text..<end)
  }

  private func endOfPlainName(from start: Int) -> Int {
    guard !NameByte.isDigit(byte(at: start)) else { return start }
    var index = start
    while NameByte.isInMetricName(byte(at: index)) { index += 1 }
    return index
  }

  private func closingQuote(after quote: Int, before end: Int) -> Int? {
    var index = quote + 1
    while index < end, bytes[index] != UInt8(ascii: "\"") { index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1 }
    return index < end ? index : nil
  }

  private func endOfWord(from start: Int) -> Int {
    var index = start
    while !FloatParser.endsToken(byte(at: index)) { index += 1 }
    return index
  }
}
