import Compression

/// An HTTP/1.1 answer, read from the bytes of a connection that was closed behind it.
struct Answer {
  let status: Int
  /// By name in lower case.
  let headers: [String: String]
  let body: [UInt8]

  var text: String { String(decoding: body, as: UTF8.self) }

  init(_ bytes: [UInt8]) throws {
    guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else {
      throw RawConnection.Failure(description: "no head in \(String(decoding: bytes.prefix(200), as: UTF8.self))")
    }
    let lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n")
    status = lines.first.flatMap { Int($0.split(separator: " ")[1]) } ?? 0
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
      guard let colon = line.firstIndex(of: ":") else { continue }
      headers[line[..<colon].lowercased()] = String(line[line.index(colon, offsetBy: 2)...])
    }
    self.headers = headers
    var body = Array(bytes[end.upperBound...])
    if headers["transfer-encoding"] == "chunked" { body = Answer.joined(body) }
    if headers["content-encoding"] == "gzip" {
      let output = BodyBuffer()
      try GzipInflater().inflate(body.span.bytes, into: output, byteCountMax: 1 << 28)
      body = output.bytes
    }
    self.body = body
  }

  private static func joined(_ chunks: [UInt8]) -> [UInt8] {
    var rest = chunks[...]
    var body: [UInt8] = []
    while let end = rest.firstIndex(of: UInt8(ascii: "\r")) {
      let size = Int(String(decoding: rest[..<end], as: UTF8.self), radix: 16) ?? 0
      if size == 0 { break }
      body += rest[(end + 2)..<(end + 2 + size)]
      rest = rest[(end + 2 + size + 2)...]
    }
    return body
  }
}
