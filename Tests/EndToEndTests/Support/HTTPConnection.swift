import Glibc

/// A connection to a server on loopback that stays open between requests. It blocks: use it on a thread of your own.
final class HTTPConnection {
  private let socket: CInt
  private var received: [UInt8] = []

  init(port: UInt16, timeoutSeconds: Int = 60) throws {
    socket = try Loopback.connection(to: port, timeoutSeconds: timeoutSeconds)
  }

  deinit { close(socket) }

  func request(
    _ method: String, _ path: String, headers: [String] = [], body: [UInt8] = []
  ) throws -> HTTPAnswer {
    let head = ["\(method) \(path) HTTP/1.1", "Host: 127.0.0.1", "Content-Length: \(body.count)"] + headers + ["", ""]
    try send(Array(head.joined(separator: "\r\n").utf8) + body)
    return try answer()
  }

  private func send(_ bytes: [UInt8]) throws {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes {
        Glibc.send(socket, $0.baseAddress?.advanced(by: sent), $0.count - sent, CInt(MSG_NOSIGNAL))
      }
      guard count > 0 else { throw Failure("sending: \(String(cString: strerror(errno)))") }
      sent += count
    }
  }

  private func answer() throws -> HTTPAnswer {
    let status = try line().split(separator: " ")
    guard status.count >= 2, let code = Int(status[1]) else { throw Failure("no status line: \(status)") }
    var headers: [String: String] = [:]
    while case let header = try line(), !header.isEmpty {
      guard let colon = header.firstIndex(of: ":") else { throw Failure("no header: \(header)") }
      headers[header[..<colon].lowercased()] = String(header[header.index(after: colon)...].drop(while: { $0 == " " }))
    }
    return HTTPAnswer(status: code, headers: headers, body: try body(after: headers, code: code))
  }

  private func body(after headers: [String: String], code: Int) throws -> [UInt8] {
    if code == 204 || code == 304 { return [] }
    if headers["transfer-encoding"] == "chunked" { return try chunks() }
    guard let count = headers["content-length"].flatMap({ Int($0) }) else { return try rest() }
    return try take(count)
  }

  private func chunks() throws -> [UInt8] {
    var body: [UInt8] = []
    while true {
      let size = try line()
      guard let count = Int(size, radix: 16) else { throw Failure("no chunk size: \(size)") }
      body += try take(count)
      _ = try line()
      if count == 0 { return body }
    }
  }

  private func line() throws -> String {
    while true {
      if let end = received.firstIndex(of: UInt8(ascii: "\n")) {
        let line = String(decoding: received[..<end].filter { $0 != UInt8(ascii: "\r") }, as: UTF8.self)
        received.removeFirst(end + 1)
        return line
      }
      guard try receive() else { throw Failure("the connection ended in the middle of an answer") }
    }
  }

  private func take(_ count: Int) throws -> [UInt8] {
    while received.count < count {
      guard try receive() else { throw Failure("the connection ended after \(received.count) of \(count) bytes") }
    }
    defer { received.removeFirst(count) }
    return Array(received.prefix(count))
  }

  private func rest() throws -> [UInt8] {
    while try receive() {}
    defer { received = [] }
    return received
  }

  /// Adds what has come, or says that no more will.
  private func receive() throws -> Bool {
    let room = 1 << 16
    let bytes = try [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
      let received = recv(socket, buffer.baseAddress, room, 0)
      guard received >= 0 else { throw Failure("receiving: \(String(cString: strerror(errno)))") }
      count = received
    }
    received += bytes
    return !bytes.isEmpty
  }
}
