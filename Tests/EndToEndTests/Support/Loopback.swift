import Glibc

/// Ports of 127.0.0.1.
enum Loopback {
  /// One that nobody listens on. The kernel does not give it again soon, so that parallel tests get others.
  static func freePort() throws -> UInt16 {
    let socket = try self.socket()
    defer { close(socket) }
    return try bind(socket, port: 0)
  }

  static func connection(to port: UInt16, timeoutSeconds: Int) throws -> CInt {
    let socket = try self.socket()
    var patience = timeval(tv_sec: timeoutSeconds, tv_usec: 0)
    setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    guard withAddress(port, { Glibc.connect(socket, $0, $1) }) == 0 else {
      let reason = String(cString: strerror(errno))
      close(socket)
      throw Failure("connecting to 127.0.0.1:\(port): \(reason)")
    }
    return socket
  }

  private static func socket() throws -> CInt {
    let socket = Glibc.socket(AF_INET, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard socket >= 0 else { throw Failure("a socket: \(String(cString: strerror(errno)))") }
    return socket
  }

  /// Binds to `port`, or to a free one for 0, and says which.
  private static func bind(_ socket: CInt, port: UInt16) throws -> UInt16 {
    guard withAddress(port, { Glibc.bind(socket, $0, $1) }) == 0 else {
      throw Failure("binding 127.0.0.1:\(port): \(String(cString: strerror(errno)))")
    }
    var address = sockaddr_in()
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    _ = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(socket, $0, &size) }
    }
    return UInt16(bigEndian: address.sin_port)
  }

  private static func withAddress<Result>(
    _ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
  ) -> Result {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    return withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
    }
  }
}
