/// When a number is written with an exponent.
enum FloatNotation {
  case plain
  case json
  case general
  case exponential

  /// - Parameter power: the power of ten of the first digit.
  @inline(__always)
  func hasExponent(_ power: Int) -> Bool {
    switch self {
    case .plain: false
    case .json: power < -6 || power >= 21
    case .general: power < -4 || power >= 6
    case .exponential: true
    }
  }
}
