import Glibc
import Threads

/// A connection to a port of 127.0.0.1 that sends and receives bytes as they are. Its calls block.
final class RawConnection {
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  private var socket: CInt

  init(port: Int) throws {
    socket = Glibc.socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
    _ = fcntl(socket, F_SETFD, FD_CLOEXEC)
    var patience = timeval(tv_sec: 120, tv_usec: 0)
    setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    let code = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard code == 0 else { throw Failure(description: "connecting: \(String(cString: strerror(errno)))") }
  }

  deinit { end() }

  /// Closes the connection.
  func end() {
    if socket >= 0 { close(socket) }
    socket = -1
  }

  /// Sends as much of `bytes` as the other side takes.
  func send(_ bytes: [UInt8]) {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes {
        Glibc.send(socket, $0.baseAddress?.advanced(by: sent), $0.count - sent, CInt(MSG_NOSIGNAL))
      }
      guard count > 0 else { return }
      sent += count
    }
  }

  /// What comes next; empty at the end.
  func receiveSome() -> [UInt8] {
    var room = [UInt8](repeating: 0, count: 1 << 16)
    let count = recv(socket, &room, room.count, 0)
    return Array(room.prefix(max(0, count)))
  }

  /// Everything up to the end of the connection.
  func receiveAll() -> [UInt8] {
    var all: [UInt8] = []
    while case let some = receiveSome(), !some.isEmpty { all += some }
    return all
  }

  /// Sends `bytes` and gives what comes back until the other side closes; on a thread of its own.
  static func exchange(
    _ bytes: [UInt8], port: Int, onAnswer: @escaping @Sendable () -> Void = {}
  ) async throws -> [UInt8] {
    try await withCheckedThrowingContinuation { continuation in
      NamedThread.start("exchange") {
        continuation.resume(
          with: Result {
            let connection = try RawConnection(port: port)
            connection.send(bytes)
            defer { onAnswer() }
            return connection.receiveAll()
          })
      }
    }
  }

  /// Talks to a port on a thread of its own.
  static func converse<Result: Sendable>(
    port: Int, _ body: @escaping @Sendable (RawConnection) throws -> Result
  ) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
      NamedThread.start("converse") {
        continuation.resume(with: Swift.Result { try body(try RawConnection(port: port)) })
      }
    }
  }

  /// Sends `bytes` and closes without waiting for an answer.
  static func send(_ bytes: [UInt8], port: Int) async throws {
    try await withCheckedThrowingContinuation { continuation in
      NamedThread.start("send") {
        continuation.resume(with: Result { try RawConnection(port: port).send(bytes) })
      }
    }
  }
}
