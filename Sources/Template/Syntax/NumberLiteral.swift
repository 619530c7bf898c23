/// A numeric constant, which takes its type from where it stands.
struct NumberLiteral: Sendable {
  /// If it is a whole number that fits.
  var integer: Int64?
  /// The nearest float.
  var float: Double
  /// Whether the text has the form of a float: `1.0`, `1e3`.
  var hasFloatForm: Bool

  /// `nil` if `text` is no number of Go.
  init?(_ text: String) {
    let isHex = text.utf8.contains { $0 == UInt8(ascii: "x") || $0 == UInt8(ascii: "X") }
    hasFloatForm = text.utf8.contains { ".pP".utf8.contains($0) || (!isHex && "eE".utf8.contains($0)) }
    if hasFloatForm {
      guard let value = NumberLiteral.float(text) else { return nil }
      float = value
      integer = Int64(exactly: value)
    } else {
      guard let value = NumberLiteral.integer(text) else { return nil }
      float = value.approximate
      integer = value.exact
    }
  }

  /// A character constant.
  init(_ scalar: Unicode.Scalar) {
    integer = Int64(scalar.value)
    float = Double(scalar.value)
    hasFloatForm = false
  }

  private static func float(_ text: String) -> Double? {
    let digits = text.filter { $0 != "_" }
    guard let value = Double(digits), value.isFinite else { return nil }
    return value
  }

  /// With the prefixes `0x`, `0o`, `0b`, and `0` for octal; underscores between digits.
  private static func integer(_ text: String) -> (exact: Int64?, approximate: Double)? {
    var digits = Substring(text)
    let isNegative = digits.hasPrefix("-")
    if isNegative || digits.hasPrefix("+") { digits = digits.dropFirst() }
    var radix = 10
    for (prefix, base) in [("0x", 16), ("0o", 8), ("0b", 2)] where digits.lowercased().hasPrefix(prefix) {
      radix = base
      digits = digits.dropFirst(2)
    }
    if radix == 10, digits.utf8.count > 1, digits.hasPrefix("0") { radix = 8 }
    let plain = digits.filter { $0 != "_" }
    guard let first = plain.first, first != "+", first != "-" else { return nil }
    guard let magnitude = UInt64(plain, radix: radix) else { return nil }
    let exact = isNegative ? negated(magnitude) : Int64(exactly: magnitude)
    return (exact, isNegative ? -Double(magnitude) : Double(magnitude))
  }

  private static func negated(_ magnitude: UInt64) -> Int64? {
    magnitude == Int64.min.magnitude ? Int64.min : Int64(exactly: magnitude).map { -$0 }
  }
}
