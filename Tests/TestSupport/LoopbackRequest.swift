/// One request that a ``LoopbackServer`` received.
package struct LoopbackRequest: Sendable {
  package let method: String
  /// Path and query.
  package let target: String
  /// Names in lower case; of two with one name the later counts.
  package let headers: [String: String]
  package let body: [UInt8]

  package var path: String { String(target.prefix { $0 != "?" }) }

  /// Reads the next request; `nil` when the client is gone. `unread` holds what was read beyond.
  init?(reading connection: CInt, _ unread: inout [UInt8]) {
    let end = Array("\r\n\r\n".utf8)
    var headEnd = LoopbackRequest.firstIndex(of: end, in: unread)
    while headEnd == nil {
      let more = LoopbackSocket.receive(from: connection)
      guard !more.isEmpty else { return nil }
      unread += more
      // What begins otherwise is no HTTP, and may never have an end.
      guard (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(unread[0]) else { return nil }
      headEnd = LoopbackRequest.firstIndex(of: end, in: unread)
    }
    let head = String(decoding: unread[..<(headEnd ?? 0)], as: UTF8.self)
    unread.removeFirst((headEnd ?? 0) + end.count)
    let lines = head.split(separator: "\r\n", omittingEmptySubsequences: false)
    let words = lines[0].split(separator: " ")
    guard words.count == 3 else { return nil }
    (method, target) = (String(words[0]), String(words[1]))
    headers = LoopbackRequest.headers(lines.dropFirst())
    let length = headers["content-length"].flatMap { Int($0) } ?? 0
    while unread.count < length {
      let more = LoopbackSocket.receive(from: connection)
      guard !more.isEmpty else { return nil }
      unread += more
    }
    body = Array(unread.prefix(length))
    unread.removeFirst(length)
  }

  private static func headers(_ lines: some Sequence<Substring>) -> [String: String] {
    var headers: [String: String] = [:]
    for line in lines {
      guard let colon = line.firstIndex(of: ":") else { continue }
      headers[line[..<colon].lowercased()] = String(line[line.index(after: colon)...].drop { $0 == " " })
    }
    return headers
  }

  private static func firstIndex(of pattern: [UInt8], in bytes: [UInt8]) -> Int? {
    guard bytes.count >= pattern.count else { return nil }
    return (0...(bytes.count - pattern.count)).first { bytes[$0..<($0 + pattern.count)].elementsEqual(pattern) }
  }
}
