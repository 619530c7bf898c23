import Wire

/// Why a body is not what its format asks for. One of these fails the whole scrape, as in Prometheus.
package struct ExpositionError: Error, Equatable {
  /// The bounded set of causes, for metric labels.
  package enum Reason: String, Sendable, CaseIterable {
    /// A byte that the grammar does not have at its place.
    case syntax
    case value
    case timestamp
    /// No metric name, two values for one label, an invalid label name.
    case labels
    /// Bytes that are not UTF-8.
    case encoding
    /// A `# TYPE`, `# HELP` or `# UNIT` that says nothing valid.
    case metadata
    /// OpenMetrics without its last line, or with lines after it.
    case end
    case tooManyLines
    /// Bytes that are no protobuf message of the kind that was to come.
    case message
    /// A native histogram that breaks the rules of its own format.
    case histogram
    /// A protobuf body that expands to more than it may.
    case tooLarge
    case contentType
  }

  package let reason: Reason
  /// 1-based; 0 if the error is not about a line.
  package let line: Int
  /// 1-based, in bytes.
  package let column: Int
  /// What is wrong, in a few words.
  package let detail: String
  /// Some bytes of the line around the column, anything but printable ASCII escaped.
  package let excerpt: String

  package init(_ reason: Reason, line: Int = 0, column: Int = 0, detail: String, excerpt: String = "") {
    self.reason = reason
    self.line = line
    self.column = column
    self.detail = detail
    self.excerpt = excerpt
  }
}

extension ExpositionError: CustomStringConvertible {
  package var description: String {
    line == 0
      ? excerpt.isEmpty ? detail : "\(detail) in \"\(excerpt)\""
      : "line \(line), column \(column): \(detail) in \"\(excerpt)\""
  }
}

extension ExpositionError {
  /// How many bytes of a line are shown before and after the place of the error.
  static let excerptReach = 40

  /// The bytes of `line` around `offset`.
  static func excerpt(of line: UnsafeBufferPointer<UInt8>, around offset: Int) -> String {
    let start = max(0, min(offset, line.count) - excerptReach)
    let end = min(line.count, offset + excerptReach)
    var text = start > 0 ? "…" : ""
    for byte in line[start..<max(start, end)] { text += escaped(byte) }
    return end < line.count ? text + "…" : text
  }

  private static func escaped(_ byte: UInt8) -> String {
    switch byte {
    case UInt8(ascii: "\\"): return "\\\\"
    case UInt8(ascii: "\t"): return "\\t"
    case UInt8(ascii: "\r"): return "\\r"
    case 0x20..<0x7f: return String(UnicodeScalar(byte))
    default: return "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
  }
}

extension ExpositionError: WireFailure {
  package init(malformedMessage problem: String) {
    self.init(.message, detail: "the message is malformed: \(problem)")
  }
}

/// Reads with this room's errors.
typealias WireReader = Wire.WireReader<ExpositionError>
