/// The headers of a response, as they came. Looked up one by one and seldom, so they are kept as text.
package struct HTTPHeaders: Sendable {
  /// What is kept of a response's headers; those behind are dropped.
  static let byteCountMax = 32 << 10

  /// Lines, each with its line end.
  private var bytes: [UInt8] = []

  init() {}

  /// The value of the first header called `name` (in any case of letters), without blanks around it.
  package subscript(name: String) -> String? {
    var wanted = name
    let pair = wanted.withUTF8 { wanted in pairs.first { HTTPHeaders.isSame($0.name, wanted) } }
    return pair.map { HTTPHeaders.trimmed($0.value) }
  }

  package var all: [(name: String, value: String)] {
    pairs.map { (String(decoding: $0.name, as: UTF8.self), HTTPHeaders.trimmed($0.value)) }
  }

  private var pairs: some Sequence<(name: ArraySlice<UInt8>, value: ArraySlice<UInt8>)> {
    bytes.split { $0 == UInt8(ascii: "\n") }.lazy.compactMap { line in
      line.firstIndex(of: UInt8(ascii: ":")).map { (line[..<$0], line[($0 + 1)...]) }
    }
  }

  /// Whether two names differ in the case of letters only.
  private static func isSame(_ left: ArraySlice<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Bool {
    left.count == right.count && zip(left, right).allSatisfy { lowercased($0) == lowercased($1) }
  }

  private static func lowercased(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
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
