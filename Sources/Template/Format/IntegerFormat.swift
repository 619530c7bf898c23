import TimeSeries

/// Integers as Go's `fmt` writes them.
enum IntegerFormat {
  private static let digitCountMax = 10_000

  /// Sign, prefix, and as many zeros as the precision or a width with `0` asks for.
  static func digits(_ number: Int64, radix: Int, _ prefix: String, _ spec: FormatSpec) -> String {
    if spec.precision == 0, number == 0 { return "" }
    let sign = number < 0 ? "-" : spec.isPlus ? "+" : spec.isSpace ? " " : ""
    let digits = String(number.magnitude, radix: radix)
    var count = spec.precision ?? 0
    if spec.precision == nil, spec.isZero, let width = spec.width { count = width - sign.utf8.count }
    let zeros = String(repeating: "0", count: max(0, min(count, digitCountMax) - digits.utf8.count))
    // An octal number that begins with a zero needs no other.
    return sign + (prefix == "0" && zeros.utf8.count + (number == 0 ? 1 : 0) > 0 ? "" : prefix) + zeros + digits
  }

  static func scalar(_ number: Int64) -> Unicode.Scalar {
    UInt32(exactly: number).flatMap(Unicode.Scalar.init(_:)) ?? "\u{fffd}"
  }

  /// `'x'`.
  static func quoted(_ number: Int64) -> String {
    let scalar = scalar(number)
    if scalar == "'" { return "'\\''" }
    if scalar == "\"" { return "'\"'" }
    return "'" + QuotedText.quoted(String(scalar)).dropFirst().dropLast() + "'"
  }

  /// Quoted text of which nothing but ASCII is left.
  static func asciiOnly(_ quoted: String) -> String {
    quoted.unicodeScalars.map { scalar in
      guard !scalar.isASCII else { return String(scalar) }
      let digits = String(scalar.value, radix: 16)
      let (letter, width) = scalar.value > 0xffff ? ("U", 8) : ("u", 4)
      return "\\\(letter)" + String(repeating: "0", count: width - digits.utf8.count) + digits
    }.joined()
  }

  /// `U+0041`, with `#` also `'A'`.
  static func codePoint(_ number: Int64, _ spec: FormatSpec) -> String {
    let digits = String(UInt64(bitPattern: number), radix: 16, uppercase: true)
    let count = min(max(4, spec.precision ?? 4), digitCountMax)
    let text = "U+" + String(repeating: "0", count: max(0, count - digits.utf8.count)) + digits
    guard spec.isSharp, let scalar = UInt32(exactly: number).flatMap(Unicode.Scalar.init(_:)) else { return text }
    return QuotedText.isPrintable(scalar) ? text + " '\(scalar)'" : text
  }
}

extension TemplateValue.IntegerType {
  /// How a number prints that prints as a word.
  func word(for number: Int64) -> String? {
    switch self {
    case .int, .int64, .uint8: nil
    case .duration: DurationText.text(number)
    case .month:
      (1...12).contains(number) ? TimeLayout.months[Int(number) - 1] : "%!Month(\(number))"
    case .weekday:
      (0...6).contains(number) ? TimeLayout.weekdays[Int(number)] : "%!Weekday(\(number))"
    }
  }
}
