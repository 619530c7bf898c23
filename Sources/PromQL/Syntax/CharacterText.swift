import TimeSeries

/// Single characters as Go's `fmt` writes them in messages.
enum CharacterText {
  /// As `%q`: `'a'`, `'\n'`, `'\''`.
  static func quoted(_ character: Unicode.Scalar) -> String {
    switch character {
    case "'": "'\\''"
    case "\"", "\u{fffd}": "'\(character)'"
    default: "'\(String(withoutQuotes(QuotedText.quoted(String(character)))))'"
    }
  }

  /// Scalar by scalar: a mark that combines would go with the quote before it.
  private static func withoutQuotes(_ text: String) -> Substring.UnicodeScalarView {
    text.unicodeScalars.dropFirst().dropLast()
  }

  /// As `%#U`: `U+0064 'd'`.
  static func named(_ character: Unicode.Scalar) -> String {
    let digits = String(character.value, radix: 16, uppercase: true)
    let number = "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    return QuotedText.isPrintable(character) ? "\(number) '\(character)'" : number
  }
}
