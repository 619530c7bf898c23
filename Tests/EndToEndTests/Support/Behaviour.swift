import Glibc

/// How a fake child answers a request.
enum Behaviour: Sendable {
  /// A body of the text format, made for the request with that number, which counts from 1.
  case text(@Sendable (_ request: Int) -> String)
  /// A body that is compressed already.
  case gzip([UInt8])
  /// So many bytes of good lines, of ever new series.
  case endless(byteCount: Int)
  /// A good body at a byte per second.
  case trickle
  case status(Int)

  /// One line `name{labels} value timestamp` per series, its timestamp now.
  static func series(_ lines: [(series: String, value: Double)]) -> Behaviour {
    .text { _ in exposition(lines) }
  }

  static func exposition(_ lines: [(series: String, value: Double)], at time: Int64 = Clock.milliseconds()) -> String {
    lines.map { "\($0.series) \($0.value) \(time)\n" }.joined()
  }

  /// False when the connection is of no more use.
  func answer(request number: Int, on connection: FakeChildConnection) -> Bool {
    switch self {
    case .text(let body): connection.send(Self.head(byteCount: body(number).utf8.count) + body(number))
    case .gzip(let bytes):
      connection.send(Self.head(byteCount: bytes.count, "Content-Encoding: gzip\r\n")) && connection.send(bytes)
    case .endless(let byteCount): Self.sendLines(byteCount, on: connection)
    case .trickle: Self.sendSlowly(Self.head(byteCount: 1000), then: "job:slow:sum 1\n", on: connection)
    case .status(let status): connection.send("HTTP/1.1 \(status) Broken\r\nContent-Length: 0\r\n\r\n")
    }
  }

  private static func head(byteCount: Int, _ more: String = "") -> String {
    "HTTP/1.1 200 OK\r\nContent-Type: text/plain; version=0.0.4\r\n\(more)Content-Length: \(byteCount)\r\n\r\n"
  }

  /// Without a length, so that only the bytes themselves tell how many they are.
  private static func sendLines(_ byteCount: Int, on connection: FakeChildConnection) -> Bool {
    guard connection.send("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n") else {
      return false
    }
    var sent = 0
    while sent < byteCount {
      let lines = (0..<1000).map { "job:endless:sum{n=\"\(sent + $0)\",padding=\"\(padding)\"} 1\n" }.joined()
      guard connection.send(lines) else { return false }
      sent += lines.utf8.count
    }
    return false
  }

  private static func sendSlowly(_ head: String, then body: String, on connection: FakeChildConnection) -> Bool {
    guard connection.send(head) else { return false }
    for byte in body.utf8 {
      guard connection.send([byte]) else { return false }
      sleep(1)
    }
    return false
  }

  private static let padding = String(repeating: "x", count: 100)
}
