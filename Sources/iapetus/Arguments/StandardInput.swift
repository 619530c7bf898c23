import ArgumentParser
import Glibc

/// What is piped into the command.
enum StandardInput {
  /// All of it.
  ///
  /// - Throws: the exit code, if it cannot be read or is larger than may be; why has been told.
  static func text(bytesMax: Int) throws -> String {
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = read(STDIN_FILENO, &piece, piece.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw complain("Reading standard input: \(String(cString: strerror(errno)))") }
      guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
      bytes += piece[..<count]
      guard bytes.count <= bytesMax else { throw complain("Standard input is larger than \(bytesMax) bytes.") }
    }
  }
}
