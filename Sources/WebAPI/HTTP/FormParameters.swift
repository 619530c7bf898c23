/// The parameters of a request, from its form body and its URL: each name with its values in order.
///
/// As in Go, values of the body come before those of the URL. Hummingbird's own parser keeps one value a name; `match[]`
/// needs all of them.
struct FormParameters: Sendable {
  /// More are refused: a form of ten megabytes could hold five million.
  static let countMax = 20_000

  private var values: [String: [String]] = [:]
  private var count = 0

  init() {}

  /// The first value of `name`; empty if there is none.
  subscript(name: String) -> String { values[name]?.first ?? "" }

  func all(_ name: String) -> [String] { values[name] ?? [] }

  func contains(_ name: String) -> Bool { values[name] != nil }

  /// Adds what `encoded` holds: `name=value&name=value`, percent-encoded, `+` for a space.
  ///
  /// - Throws: ``APIError`` (`bad_data`) for a broken escape, bytes that are no UTF-8, or too many parameters.
  mutating func add(_ encoded: some Sequence<UInt8>) throws(APIError) {
    var pair: [UInt8] = []
    for byte in encoded {
      if byte == UInt8(ascii: "&") {
        try add(pair: pair)
        pair.removeAll(keepingCapacity: true)
      } else {
        pair.append(byte)
      }
    }
    try add(pair: pair)
  }

  private mutating func add(pair: [UInt8]) throws(APIError) {
    guard !pair.isEmpty else { return }
    count += 1
    guard count <= FormParameters.countMax else {
      throw APIError(.badData, "error parsing form values: more than \(FormParameters.countMax) parameters")
    }
    let end = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.count
    let name = try PercentEncoding.decoded(pair[..<end])
    values[name, default: []].append(try PercentEncoding.decoded(pair[min(end + 1, pair.count)...]))
  }
}
