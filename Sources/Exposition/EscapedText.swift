/// The text formats' escapes: `\\`, `\n`, and in quotation marks `\"`.
enum EscapedText {
  /// Without escapes. A backslash before any other byte stays, as in Prometheus.
  static func unescaped(_ text: UnsafeBufferPointer<UInt8>, inQuotes: Bool = true) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(text.count)
    var index = 0
    while index < text.count {
      let next = text[index] == UInt8(ascii: "\\") && index + 1 < text.count ? text[index + 1] : 0
      switch next {
      case UInt8(ascii: "n"): result.append(UInt8(ascii: "\n"))
      case UInt8(ascii: "\\"): result.append(next)
      case UInt8(ascii: "\"") where inQuotes: result.append(next)
      default:
        result.append(text[index])
        index -= 1
      }
      index += 2
    }
    return result
  }

  /// Adds `text` with its escapes.
  static func append(_ text: String, to output: inout [UInt8], inQuotes: Bool = true) {
    var text = text
    text.withUTF8 { append($0, to: &output, inQuotes: inQuotes) }
  }

  static func append(_ text: UnsafeBufferPointer<UInt8>, to output: inout [UInt8], inQuotes: Bool = true) {
    guard text.contains(where: { needsEscape($0, inQuotes) }) else { return output.append(contentsOf: text) }
    for byte in text {
      if needsEscape(byte, inQuotes) { output.append(UInt8(ascii: "\\")) }
      output.append(byte == UInt8(ascii: "\n") ? UInt8(ascii: "n") : byte)
    }
  }

  @inline(__always)
  private static func needsEscape(_ byte: UInt8, _ inQuotes: Bool) -> Bool {
    byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\\") || (inQuotes && byte == UInt8(ascii: "\""))
  }
}
