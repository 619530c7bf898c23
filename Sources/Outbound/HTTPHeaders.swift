/// The headers of a response, as they came. Looked up one by one and seldom, so they are kept as text.
package struct HTTPHeaders: Sendable {
  /// What is kept of a response's headers; those behind are dropped.
  static let byteCountMax = 32 << 10

  /// Lines, each with its line end.
  private var bytes: [UInt8] = []

  init() {}

  /// The value of the first header called `name` (in any case of letters), without blanks around it.
  package subscript(name: String) -> String? {
    all.first { $0.name.lowercased() == name.lowercased() }?.value
  }

  package var all: [(name: String, value: String)] {
    bytes.split { $0 == UInt8(ascii: "\n") }.compactMap { line in
      guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return nil }
      return (String(decoding: line[..<colon], as: UTF8.self), HTTPHeaders.trimmed(line[(colon + 1)...]))
    }
  }

  /// Takes one line; a status line (of a redirect's target, or after `100 Continue`) begins anew.
  mutating func append(_ line: UnsafeRawBufferPointer) {
    if line.starts(with: "HTTP/".utf8) { return bytes.removeAll(keepingCapacity: true) }
    guard bytes.count + line.count <= HTTPHeaders.byteCountMax else { return }
    bytes.append(contentsOf: line)
  }

  private static func trimmed(_ value: ArraySlice<UInt8>) -> String {
    let isBlank: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 || $0 == 0x0d }
    let end = (value.lastIndex { !isBlank($0) } ?? value.startIndex - 1) + 1
    return String(decoding: value[..<end].drop(while: isBlank), as: UTF8.self)
  }
}
