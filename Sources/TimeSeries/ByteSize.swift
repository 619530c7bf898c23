/// Sizes as Prometheus writes them: `512MB`, units of 1024.
package enum ByteSize {
  private static let units: [(name: String, bytes: Int)] = [
    ("EB", 1 << 60), ("PB", 1 << 50), ("TB", 1 << 40), ("GB", 1 << 30), ("MB", 1 << 20), ("KB", 1 << 10), ("B", 1),
  ]

  /// The bytes that `text` means; `nil` if it means none or more than an integer holds. `0` needs no unit.
  package static func parse(_ text: some StringProtocol) -> Int? {
    if text == "0" { return 0 }
    let upper = text.uppercased().replacing("IB", with: "B")
    guard let unit = units.first(where: { upper.hasSuffix($0.name) }) else { return nil }
    let digits = upper.dropLast(unit.name.count)
    guard !digits.isEmpty, digits.allSatisfy({ $0.isASCII && $0.isNumber }), let number = Int(digits) else {
      return nil
    }
    let (bytes, overflow) = number.multipliedReportingOverflow(by: unit.bytes)
    return overflow ? nil : bytes
  }

  /// The canonical text: the largest unit that says it exactly.
  package static func text(_ bytes: Int) -> String {
    guard bytes != 0, let unit = units.first(where: { bytes % $0.bytes == 0 }) else { return "0B" }
    return "\(bytes / unit.bytes)\(unit.name)"
  }
}
