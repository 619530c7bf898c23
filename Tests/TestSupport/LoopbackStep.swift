import Glibc

/// What a ``LoopbackServer`` does with a connection.
package enum LoopbackStep: Sendable {
  case send([UInt8])
  case pause(seconds: Double)
  /// Sends the bytes again and again until the client has enough of it.
  case endless([UInt8], pauseSeconds: Double)
  /// Sends what the closure gives, again and again; ends the connection when it gives nothing more. Empty: nothing yet.
  case follow(@Sendable () -> [UInt8]?)
  /// Ends the connection.
  case close

  /// A whole answer.
  package static func response(
    _ status: Int = 200, headers: [(String, String)] = [], body: [UInt8] = []
  ) -> [LoopbackStep] {
    [head(status, headers: headers + [("Content-Length", "\(body.count)")]), .send(body)]
  }

  /// A whole answer in the text format.
  package static func metrics(_ body: String) -> [LoopbackStep] {
    response(headers: [("Content-Type", "text/plain; version=0.0.4; charset=utf-8")], body: Array(body.utf8))
  }

  /// A status line and headers.
  package static func head(_ status: Int = 200, headers: [(String, String)] = []) -> LoopbackStep {
    let lines = headers.map { "\($0.0): \($0.1)\r\n" }.joined()
    return .send(Array("HTTP/1.1 \(status) Because\r\n\(lines)\r\n".utf8))
  }

  /// `false` ends the connection.
  func run(on connection: CInt) -> Bool {
    switch self {
    case .send(let bytes): return LoopbackSocket.send(bytes, to: connection)
    case .pause(let seconds):
      usleep(useconds_t(seconds * 1e6))
      return true
    case .endless(let bytes, let pauseSeconds):
      while LoopbackSocket.send(bytes, to: connection) { usleep(useconds_t(pauseSeconds * 1e6)) }
      return false
    case .follow(let next):
      while let bytes = next(), LoopbackSocket.isOpen(connection), LoopbackSocket.send(bytes, to: connection) {
        usleep(2000)
      }
      return false
    case .close: return false
    }
  }
}
