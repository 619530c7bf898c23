/// How names that are not `[a-zA-Z_:][a-zA-Z0-9_:]*` travel to a reader: as they are, in quotes, or rewritten.
///
/// The raw value is the word in `escaping=…`. The rewriting is that of prometheus/common, `model.EscapeName`.
package enum NameEscaping: String, Sendable, CaseIterable {
  case allowUTF8 = "allow-utf-8"
  case underscores
  case dots
  case values

  /// `name` as this scheme writes it.
  /// - Parameter colonAllowed: whether it is a metric's name, not a label's.
  package func escaped(_ name: String, colonAllowed: Bool) -> String {
    switch self {
    case .allowUTF8: return name
    case .underscores: return rewritten(name, colonAllowed) { _ in "_" }
    case .dots: return rewritten(name, colonAllowed) { $0 == "_" ? "__" : $0 == "." ? "_dot_" : "__" }
    case .values:
      let isPlain = name.unicodeScalars.enumerated().allSatisfy { Self.isPlain($1, $0, colonAllowed) }
      guard !isPlain else { return name }
      return "U__" + rewritten(name, colonAllowed) { $0 == "_" ? "__" : "_" + String($0.value, radix: 16) + "_" }
    }
  }

  private func rewritten(_ name: String, _ colonAllowed: Bool, _ replacement: (Unicode.Scalar) -> String) -> String {
    var result = ""
    for (index, scalar) in name.unicodeScalars.enumerated() {
      let isKept = Self.isPlain(scalar, index, colonAllowed) && (scalar != "_" || self == .underscores)
      result += isKept ? String(scalar) : replacement(scalar)
    }
    return result
  }

  private static func isPlain(_ scalar: Unicode.Scalar, _ index: Int, _ colonAllowed: Bool) -> Bool {
    guard let byte = UInt8(exactly: scalar.value) else { return false }
    guard index > 0 || !NameByte.isDigit(byte) else { return false }
    return NameByte.isInLabelName(byte) || (colonAllowed && byte == UInt8(ascii: ":"))
  }
}
