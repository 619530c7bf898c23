import Glibc

/// The few socket calls that a test's server needs.
enum LoopbackSocket {
  /// A socket that listens on a free port of 127.0.0.1.
  static func listen() -> (socket: CInt, port: Int) {
    let (listener, port) = bound(SOCK_STREAM)
    precondition(Glibc.listen(listener, 512) == 0, "listening on loopback: \(String(cString: strerror(errno)))")
    return (listener, port)
  }

  /// A unix socket that listens at `path`.
  static func listen(path: String) -> CInt {
    let listener = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0)
    keepToOurselves(listener)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
    let code = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        bind(listener, address, socklen_t(MemoryLayout<sockaddr_un>.size)) + Glibc.listen(listener, 512)
      }
    }
    precondition(code == 0, "a unix socket at \(path): \(String(cString: strerror(errno)))")
    return listener
  }

  /// A socket that datagrams can be sent to, on a free port of 127.0.0.1.
  static func bindDatagrams() -> (socket: CInt, port: Int) { bound(SOCK_DGRAM) }

  private static func bound(_ type: __socket_type) -> (socket: CInt, port: Int) {
    let bound = socket(AF_INET, CInt(type.rawValue), 0)
    keepToOurselves(bound)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let code = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        bind(bound, address, length) + getsockname(bound, address, &length)
      }
    }
    precondition(code == 0, "a port of loopback: \(String(cString: strerror(errno)))")
    return (bound, Int(UInt16(bigEndian: address.sin_port)))
  }

  /// The next connection; below 0 at the end.
  static func accept(_ listener: CInt) -> CInt {
    let connection = Glibc.accept(listener, nil, nil)
    if connection >= 0 { keepToOurselves(connection) }
    return connection
  }

  /// Else processes that other tests start at the same time would hold it open when it is closed here.
  private static func keepToOurselves(_ socket: CInt) { _ = fcntl(socket, F_SETFD, FD_CLOEXEC) }

  /// Sends all of `bytes`; `false` if the other side is gone.
  static func send(_ bytes: [UInt8], to connection: CInt) -> Bool {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes {
        Glibc.send(connection, $0.baseAddress.map { $0 + sent }, bytes.count - sent, CInt(MSG_NOSIGNAL))
      }
      guard count > 0 else { return false }
      sent += count
    }
    return true
  }

  /// Whether the other side is still there.
  static func isOpen(_ connection: CInt) -> Bool {
    var byte: UInt8 = 0
    return recv(connection, &byte, 1, CInt(MSG_PEEK | MSG_DONTWAIT)) != 0
  }

  /// Some more bytes; empty at the end.
  static func receive(from connection: CInt) -> [UInt8] {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = recv(connection, &buffer, buffer.count, 0)
    return Array(buffer.prefix(max(0, count)))
  }
}
