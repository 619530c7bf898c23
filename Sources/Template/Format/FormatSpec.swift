/// Flags, width and precision between `%` and its verb.
struct FormatSpec: Sendable {
  var isPlus = false
  var isMinus = false
  var isSharp = false
  var isSpace = false
  var isZero = false
  var width: Int?
  var precision: Int?

  /// Whether `scalar` was a flag.
  mutating func take(flag scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "+": isPlus = true
    case "-": (isMinus, isZero) = (true, false)
    case "#": isSharp = true
    case " ": isSpace = true
    case "0": isZero = !isMinus
    default: return false
    }
    return true
  }

  /// A width given as an argument may be negative: then it pads on the right.
  mutating func setWidth(_ value: Int) {
    width = Int(clamping: value.magnitude)
    if value < 0 { (isMinus, isZero) = (true, false) }
  }
}
