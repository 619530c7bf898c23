import Glibc
import TimeSeries

/// Reads a text body in one pass, entry by entry, without making a String.
///
/// A federation child exposes the same series in the same order each time. So the caller says which series it expects
/// next, as the bytes that were there last time; where they are there again, finding the end of the series and reading
/// its labels are both skipped. Labels are read and checked only for series that the caller does not know, by
/// ``labels(of:normalizingBounds:)``: a series text that was accepted once is valid for ever.
///
/// Grammar: `Sources/Exposition/TextFormat.md`. The scanner is a view: the bytes must outlive it.
package struct TextScanner {
  let bytes: UnsafeBufferPointer<UInt8>
  let format: ExpositionFormat
  private let linesMax: Int
  private let linesBefore: Int
  /// Of the first byte not yet read; between calls, always the start of a line.
  var position = 0
  /// The line that was read last, 1-based.
  package internal(set) var line = 0
  var lineStart = 0
  var hasEnded = false

  /// - Parameters:
  ///   - format: `.text` or `.openMetrics`.
  ///   - linesMax: how many lines a body may have, comments and blank lines included.
  ///   - linesBefore: how many of them the parts of the body had that came before this one.
  package init(
    _ body: UnsafeRawBufferPointer, format: ExpositionFormat = .text, linesMax: Int = .max, linesBefore: Int = 0
  ) {
    precondition(format != .protobuf, "got protobuf, want a text format")
    bytes = body.bindMemory(to: UInt8.self)
    self.format = format
    self.linesMax = linesMax - linesBefore
    self.linesBefore = linesBefore
  }

  /// The next entry, or `nil` at the end of the body.
  ///
  /// - Parameter expected: the text of the series that was at this place last time, empty if none is known. After
  ///   an entry that is not a sample, expect the same one again.
  /// - Throws: ``ExpositionError`` with line and column. Nothing can be read after it.
  @inline(__always)
  package mutating func next(
    expecting expected: UnsafeRawBufferPointer = UnsafeRawBufferPointer(start: nil, count: 0)
  ) throws(ExpositionError) -> ExpositionEntry? {
    // Fast path.
    if let valueStart = startOfValue(after: expected) {
      try beginLine()
      return .sample(try sample(position..<position + expected.count, valueStart, isExpected: true))
    }
    return try nextUnexpected()
  }

  /// Where the value begins, if the line begins with the whole of the series `expected`, and not just with its name.
  @inline(__always)
  private func startOfValue(after expected: UnsafeRawBufferPointer) -> Int? {
    let count = expected.count
    guard count > 0, count < bytes.count - position, let known = expected.baseAddress, let body = bytes.baseAddress,
      memcmp(body + position, known, count) == 0
    else { return nil }
    let series = position + count
    let value = skippingBlanks(from: series)
    let isWhole = value > series || expected[count - 1] == UInt8(ascii: "}")
    return isWhole && byte(at: value) != UInt8(ascii: "{") && !hasEnded ? value : nil
  }

  private mutating func nextUnexpected() throws(ExpositionError) -> ExpositionEntry? {
    while position < bytes.count {
      try beginLine()
      let start = skippingBlanks(from: position)
      switch byte(at: start) {
      case UInt8(ascii: "\n"): try readBlankLine(start)
      case UInt8(ascii: "#"): if let metadata = try readComment(start) { return .metadata(metadata) }
      default:
        try refuseAfterEnd(start)
        let series = start..<(try endOfSeries(from: start))
        return .sample(try sample(series, skippingBlanks(from: series.upperBound), isExpected: false))
      }
    }
    try checkEnd()
    return nil
  }

  /// Reads value, timestamp and the end of the line.
  @inline(__always)
  private mutating func sample(
    _ series: Range<Int>, _ valueStart: Int, isExpected: Bool
  ) throws(ExpositionError) -> ExpositionSample {
    var cursor = valueStart
    guard let value = FloatParser.parse(bytes, at: &cursor) else { throw valueError(at: valueStart) }
    cursor = skippingBlanks(from: cursor)
    var timestamp: Timestamp?
    if byte(at: cursor) != UInt8(ascii: "\n") { timestamp = try readAfterValue(&cursor) }
    position = cursor + 1
    return ExpositionSample(series: series, value: value, timestamp: timestamp, isExpected: isExpected)
  }

  /// Reads what may follow the value, up to the line feed.
  @inline(__always)
  private func readAfterValue(_ cursor: inout Int) throws(ExpositionError) -> Timestamp? {
    if format == .openMetrics { return try readAfterOpenMetricsValue(&cursor) }
    let start = cursor
    var milliseconds: UInt64 = 0
    DigitReader.read(bytes, &cursor, into: &milliseconds)
    // Eighteen digits are the year 31 million; nineteen would overflow.
    guard cursor > start, cursor - start <= 18 else {
      throw error(.timestamp, at: start, "expected a timestamp in milliseconds or the end of the line")
    }
    cursor = skippingBlanks(from: cursor)
    guard byte(at: cursor) == UInt8(ascii: "\n") else {
      throw error(.timestamp, at: cursor, "expected the end of the line after the timestamp")
    }
    return Timestamp(milliseconds)
  }

  /// Reads a number of the same kinds as sample values.
  func number(at cursor: inout Int) -> Double? { FloatParser.parse(bytes, at: &cursor) }

  private func valueError(at start: Int) -> ExpositionError {
    let isMissing = FloatParser.endsToken(byte(at: start))
    return error(.value, at: start, isMissing ? "expected a value after the series" : "this value is no number")
  }

  @inline(__always)
  private mutating func beginLine() throws(ExpositionError) {
    line += 1
    lineStart = position
    guard line <= linesMax else {
      throw error(.tooManyLines, at: position, "the body has more than \(linesBefore + linesMax) lines")
    }
  }
}

extension TextScanner {
  /// The byte at `index`; a line feed behind the last one, so that the last line may lack its own.
  @inline(__always)
  func byte(at index: Int) -> UInt8 { index < bytes.count ? bytes[index] : UInt8(ascii: "\n") }

  /// Blanks are spaces and tabs; a carriage return is not one.
  @inline(__always)
  func skippingBlanks(from start: Int) -> Int {
    var index = start
    while index < bytes.count, bytes[index] == UInt8(ascii: " ") || bytes[index] == UInt8(ascii: "\t") { index += 1 }
    return index
  }

  /// The line feed that ends the line `index` is in, or the end of the body.
  func endOfLine(from index: Int) -> Int {
    guard index < bytes.count, let base = bytes.baseAddress,
      let found = memchr(base + index, CInt(UInt8(ascii: "\n")), bytes.count - index)
    else { return bytes.count }
    return UnsafeRawPointer(base).distance(to: found)
  }

  /// An error at the byte `index` of the line that is being read.
  func error(_ reason: ExpositionError.Reason, at index: Int, _ detail: String) -> ExpositionError {
    let text = UnsafeBufferPointer(rebasing: bytes[lineStart..<endOfLine(from: lineStart)])
    return ExpositionError(
      reason, line: line, column: index - lineStart + 1, detail: detail,
      excerpt: ExpositionError.excerpt(of: text, around: index - lineStart))
  }
}
