import TimeSeries

/// A label's name in a path: plain, or escaped as `U__` so that any name fits there.
enum LabelNameParameter {
  /// - Throws: ``APIError`` for a name that no label can have.
  static func name(_ text: String) throws(APIError) -> String {
    let name = unescaped(text) ?? text
    guard !name.isEmpty else { throw APIError(.badData, "invalid label name: \(QuotedText.quoted(text))") }
    return name
  }

  /// Reads Prometheus's value encoding: after `U__`, `__` is an underscore and `_1f60a_` the character with that number.
  /// `nil` if `text` does not start so or is not encoded well; then it is a name as it stands.
  private static func unescaped(_ text: String) -> String? {
    guard text.hasPrefix("U__") else { return nil }
    var result = String.UnicodeScalarView()
    var rest = text.dropFirst(3)
    while let character = rest.popFirst() {
      guard character == "_" else {
        result.append(contentsOf: character.unicodeScalars)
        continue
      }
      let code = rest.prefix { $0 != "_" }
      guard rest.dropFirst(code.count).first == "_" else { return nil }
      rest = rest.dropFirst(code.count + 1)
      if code.isEmpty {
        result.append("_")
      } else {
        guard code.count <= 6, let number = UInt32(code, radix: 16), let scalar = Unicode.Scalar(number) else {
          return nil
        }
        result.append(scalar)
      }
    }
    return String(result)
  }
}
