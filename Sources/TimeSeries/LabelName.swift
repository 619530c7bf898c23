/// Names of labels that mean something to every room.
package enum LabelName {
  package static let metricName = "__name__"
  package static let job = "job"
  package static let instance = "instance"
  package static let bucketBound = "le"
  package static let quantile = "quantile"
  package static let cluster = "cluster"
  package static let alertName = "alertname"
  package static let alertState = "alertstate"

  /// Whether `name` can stand unquoted in PromQL and the text format: `[a-zA-Z_][a-zA-Z0-9_]*`.
  package static func isPlain(_ name: String) -> Bool { isIdentifier(name.utf8, colonAllowed: false) }

  /// Whether `name` is a metric name that needs no quotes: as ``isPlain(_:)``, and colons.
  package static func isPlainMetric(_ name: String) -> Bool { isIdentifier(name.utf8, colonAllowed: true) }

  private static func isIdentifier(_ bytes: String.UTF8View, colonAllowed: Bool) -> Bool {
    guard let first = bytes.first, !isDigit(first) else { return false }
    return bytes.allSatisfy { isLetter($0) || isDigit($0) || ($0 == UInt8(ascii: ":") && colonAllowed) }
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

  private static func isLetter(_ byte: UInt8) -> Bool {
    let lower = byte | 0x20
    return (lower >= UInt8(ascii: "a") && lower <= UInt8(ascii: "z")) || byte == UInt8(ascii: "_")
  }
}
