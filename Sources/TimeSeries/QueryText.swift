/// Text in the query of a URL, as Go's `url.QueryEscape` writes it: blanks as `+`.
package enum QueryText {
  package static func escaped(_ text: String) -> String {
    var bytes: [UInt8] = []
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
        UInt8(ascii: "~"):
        bytes.append(byte)
      case UInt8(ascii: " "): bytes.append(UInt8(ascii: "+"))
      default: bytes += [UInt8(ascii: "%"), hex[Int(byte >> 4)], hex[Int(byte & 15)]]
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The query of a URL, or a form, as Go's `url.Values.Encode` writes it: sorted by name.
  package static func form(_ params: [String: [String]]) -> String {
    params.sorted { $0.key < $1.key }
      .flatMap { name, values in values.map { "\(escaped(name))=\(escaped($0))" } }
      .joined(separator: "&")
  }

  private static let hex = Array("0123456789ABCDEF".utf8)
}
