/// Writes the fields of a log line. What comes from outside may hold anything: quotes and control bytes are escaped, so
/// that no child and no client can forge a line.
enum LogLine {
  static func logfmt(_ fields: [(String, String)]) -> [UInt8] {
    var line: [UInt8] = []
    for (key, value) in fields {
      if !line.isEmpty { line.append(UInt8(ascii: " ")) }
      line += key.utf8
      line.append(UInt8(ascii: "="))
      let isPlain =
        !value.isEmpty && value.utf8.allSatisfy { $0 > 0x20 && $0 != 0x22 && $0 != 0x3d && $0 != 0x5c && $0 != 0x7f }
      if isPlain { line += value.utf8 } else { appendQuoted(value, to: &line) }
    }
    line.append(UInt8(ascii: "\n"))
    return line
  }

  static func json(_ fields: [(String, String)]) -> [UInt8] {
    var line: [UInt8] = []
    for (key, value) in fields {
      line.append(UInt8(ascii: line.isEmpty ? "{" : ","))
      appendQuoted(key, to: &line)
      line.append(UInt8(ascii: ":"))
      appendQuoted(value, to: &line)
    }
    line += "}\n".utf8
    return line
  }

  private static func appendQuoted(_ text: String, to line: inout [UInt8]) {
    let digits = Array("0123456789abcdef".utf8)
    line.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): line += [UInt8(ascii: "\\"), byte]
      case UInt8(ascii: "\n"): line += "\\n".utf8
      case 0..<0x20, 0x7f: line += "\\u00".utf8 + [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      default: line.append(byte)
      }
    }
    line.append(UInt8(ascii: "\""))
  }
}
