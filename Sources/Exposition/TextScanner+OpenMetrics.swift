import TimeSeries

/// Where OpenMetrics is stricter, and what it has more: the last line `# EOF`, timestamps in seconds, exemplars.
extension TextScanner {
  /// Reads ` timestamp`, ` # {…} value timestamp` or both, up to the line feed. Exemplars are checked and dropped.
  func readAfterOpenMetricsValue(_ cursor: inout Int) throws(ExpositionError) -> Timestamp? {
    var timestamp: Timestamp?
    if byte(at: cursor) != UInt8(ascii: "#") {
      timestamp = try readSeconds(&cursor)
      cursor = skippingBlanks(from: cursor)
    }
    if byte(at: cursor) == UInt8(ascii: "#") { try skipExemplar(&cursor) }
    guard byte(at: cursor) == UInt8(ascii: "\n") else {
      throw error(.syntax, at: cursor, "expected the end of the line")
    }
    return timestamp
  }

  private func readSeconds(_ cursor: inout Int) throws(ExpositionError) -> Timestamp {
    let start = cursor
    guard let seconds = number(at: &cursor), seconds.magnitude < 9e15 else {
      throw error(.timestamp, at: start, "expected a timestamp in seconds or the end of the line")
    }
    // Truncated, as Prometheus does.
    return Timestamp(seconds * 1000)
  }

  private func skipExemplar(_ cursor: inout Int) throws(ExpositionError) {
    let brace = skippingBlanks(from: cursor + 1)
    guard byte(at: brace) == UInt8(ascii: "{") else {
      throw error(.syntax, at: brace, "expected the labels of an exemplar")
    }
    cursor = skippingBlanks(from: try endOfBraces(from: brace))
    let start = cursor
    guard number(at: &cursor) != nil else { throw error(.value, at: start, "expected the value of an exemplar") }
    cursor = skippingBlanks(from: cursor)
    if byte(at: cursor) != UInt8(ascii: "\n") { _ = try readSeconds(&cursor) }
    cursor = skippingBlanks(from: cursor)
  }

  mutating func readBlankLine(_ end: Int) throws(ExpositionError) {
    guard format == .text else { throw error(.syntax, at: end, "OpenMetrics has no blank lines") }
    position = end + 1
  }

  func readPlainComment(_ hash: Int) throws(ExpositionError) -> ExpositionMetadata? {
    guard format == .text else {
      throw error(.metadata, at: hash, "expected \"# TYPE\", \"# HELP\", \"# UNIT\" or \"# EOF\"")
    }
    return nil
  }

  func refuseAfterEnd(_ start: Int) throws(ExpositionError) {
    if hasEnded { throw error(.end, at: start, "unexpected data after # EOF") }
  }

  func checkEnd() throws(ExpositionError) {
    guard format == .text || hasEnded else {
      throw ExpositionError(.end, line: line, column: 1, detail: "data does not end with # EOF")
    }
  }
}
