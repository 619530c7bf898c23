import TimeSeries

/// What is wrong with the text of one series, and where in it.
struct SeriesTextError: Error {
  let reason: ExpositionError.Reason
  let offset: Int
  let detail: String
}

/// Reads the name and labels of one sample line in full: `name{a="b",…}`, `{"my.name","my.label"="b",…}`.
///
/// Runs once for each new series, so it takes its time to say exactly what is wrong.
struct SeriesText {
  private let bytes: UnsafeBufferPointer<UInt8>
  private let normalizingBounds: Bool
  private var position = 0
  private var builder = LabelsBuilder()

  init(_ bytes: UnsafeBufferPointer<UInt8>, normalizingBounds: Bool) {
    self.bytes = bytes
    self.normalizingBounds = normalizingBounds
  }

  mutating func labels() throws(SeriesTextError) -> LabelsBuilder {
    let name = takeWord(NameByte.isInMetricName)
    if !name.isEmpty { try set(LabelName.metricName, to: String(decoding: bytes[name], as: UTF8.self), at: 0) }
    skipBlanks()
    if peek() == UInt8(ascii: "{") {
      position += 1
      try readBraces()
    }
    guard position == bytes.count else { throw error(.syntax, "expected the end of the series") }
    guard !builder[LabelName.metricName].isEmpty else { throw error(.labels, at: 0, "the series has no metric name") }
    return builder
  }

  /// Reads up to the closing brace. A comma may follow the last label and, as in Prometheus, may be missing between two.
  private mutating func readBraces() throws(SeriesTextError) {
    while true {
      skipBlanks()
      if take(UInt8(ascii: "}")) { return }
      let start = position
      let isQuoted = peek() == UInt8(ascii: "\"")
      let name = isQuoted ? try takeQuoted() : try takeLabelName()
      skipBlanks()
      if take(UInt8(ascii: "=")) {
        try readValue(of: name, at: start)
      } else {
        try setMetricName(name, isQuoted: isQuoted, at: start)
      }
      skipBlanks()
      _ = take(UInt8(ascii: ","))
    }
  }

  private mutating func readValue(of name: String, at start: Int) throws(SeriesTextError) {
    skipBlanks()
    guard peek() == UInt8(ascii: "\"") else { throw error(.syntax, "expected a label value in quotation marks") }
    let value = try takeQuoted()
    guard !name.isEmpty else { throw error(.labels, at: start, "a label name is empty") }
    try set(name, to: isBound(name) ? BoundText.normalized(value) : value, at: start)
  }

  private mutating func setMetricName(_ name: String, isQuoted: Bool, at start: Int) throws(SeriesTextError) {
    guard isQuoted else { throw error(.syntax, "expected \"=\" after the label name") }
    guard peek() == UInt8(ascii: ",") || peek() == UInt8(ascii: "}") else {
      throw error(.syntax, "expected \"=\", \",\" or \"}\" after the quoted name")
    }
    try set(LabelName.metricName, to: name, at: start)
  }

  private mutating func set(_ name: String, to value: String, at start: Int) throws(SeriesTextError) {
    guard !builder.contains(name) else {
      let what = name == LabelName.metricName ? "the metric name" : "the label \(name)"
      throw error(.labels, at: start, "\(what) is given twice")
    }
    builder.set(name, to: value)
  }

  private func isBound(_ name: String) -> Bool {
    normalizingBounds && (name == LabelName.bucketBound || name == LabelName.quantile)
  }
}

extension SeriesText {
  private func peek() -> UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard peek() == byte else { return false }
    position += 1
    return true
  }

  private mutating func skipBlanks() {
    while let byte = peek(), byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") { position += 1 }
  }

  /// The run of bytes that `belongs` accepts, unless it starts with a digit.
  private mutating func takeWord(_ belongs: (UInt8) -> Bool) -> Range<Int> {
    let start = position
    if let first = peek(), NameByte.isDigit(first) { return start..<start }
    while let byte = peek(), belongs(byte) { position += 1 }
    return start..<position
  }

  private mutating func takeLabelName() throws(SeriesTextError) -> String {
    let name = takeWord(NameByte.isInLabelName)
    guard !name.isEmpty else { throw error(.syntax, "expected a label name") }
    return String(decoding: bytes[name], as: UTF8.self)
  }

  /// The text between quotation marks, without its escapes. The scanner has seen that it is closed.
  private mutating func takeQuoted() throws(SeriesTextError) -> String {
    position += 1
    let start = position
    var hasEscapes = false
    while let byte = peek(), byte != UInt8(ascii: "\"") {
      if byte == UInt8(ascii: "\\") {
        hasEscapes = true
        position += 1
      }
      position += 1
    }
    guard position < bytes.count else { throw error(.syntax, at: start, "a quotation mark is not closed") }
    defer { position += 1 }
    let raw = UnsafeBufferPointer(rebasing: bytes[start..<position])
    let text =
      hasEscapes
      ? String(validating: EscapedText.unescaped(raw), as: UTF8.self) : String(validating: raw, as: UTF8.self)
    guard let text else { throw error(.encoding, at: start, "this text is not valid UTF-8") }
    return text
  }

  private func error(_ reason: ExpositionError.Reason, at offset: Int? = nil, _ detail: String) -> SeriesTextError {
    SeriesTextError(reason: reason, offset: offset ?? position, detail: detail)
  }
}
