/// Text in double quotes, as PromQL and Go's `strconv.Quote` write it; but U+FFFD is escaped, as whoever reads PromQL takes
/// it for what was no UTF-8.
package enum QuotedText {
  package static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case "\u{07}": result += "\\a"
      case "\u{08}": result += "\\b"
      case "\u{0C}": result += "\\f"
      case "\u{0B}": result += "\\v"
      case "\u{FFFD}": result += "\\ufffd"
      case _ where scalar.value < 0x20 || scalar.value == 0x7f:
        let digits = String(scalar.value, radix: 16)
        result += "\\x" + (digits.count == 1 ? "0" : "") + digits
      case _ where !isPrintable(scalar):
        let digits = String(scalar.value, radix: 16)
        let (letter, length) = scalar.value > 0xffff ? ("U", 8) : ("u", 4)
        result += "\\\(letter)" + String(repeating: "0", count: length - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  /// Whether Go prints `scalar` as it is: letters, marks, numbers, punctuation, symbols and the ASCII blank.
  package static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return scalar.value >= 0x20 && scalar.value != 0x7f }
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .spaceSeparator, .lineSeparator, .paragraphSeparator:
      return false
    default: return true
    }
  }
}
