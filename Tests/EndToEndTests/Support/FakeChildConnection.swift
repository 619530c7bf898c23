import Glibc

/// The child's side of a connection.
struct FakeChildConnection {
  private let socket: CInt

  init(_ socket: CInt) { self.socket = socket }

  /// Reads up to the empty line that ends a GET; false when the other side has gone.
  func readRequest() -> Bool {
    var last: [UInt8] = []
    var byte: UInt8 = 0
    while last != Array("\r\n\r\n".utf8) {
      guard recv(socket, &byte, 1, 0) == 1 else { return false }
      last = last.suffix(3) + [byte]
    }
    return true
  }

  /// False when the other side has gone.
  func send(_ text: String) -> Bool { send(Array(text.utf8)) }

  func send(_ bytes: [UInt8]) -> Bool {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes {
        Glibc.send(socket, $0.baseAddress?.advanced(by: sent), $0.count - sent, CInt(MSG_NOSIGNAL))
      }
      guard count > 0 else { return false }
      sent += count
    }
    return true
  }
}
