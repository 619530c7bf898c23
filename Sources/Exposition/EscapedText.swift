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
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\n"): output.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "n")])
      case UInt8(ascii: "\\"): output.append(contentsOf: [byte, byte])
      case UInt8(ascii: "\"") where inQuotes: output.append(contentsOf: [UInt8(ascii: "\\"), byte])
      default: output.append(byte)
      }
    }
  }
}
