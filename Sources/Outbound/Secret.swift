import Glibc

/// A password, token or key: given in the configuration, or in a file that is read anew for each use.
///
/// Prints as `<secret>`, so that it cannot reach a log or the configuration page by accident.
package enum Secret: Hashable, Sendable {
  case text(String)
  /// Path of a file; blanks and line ends around its content do not count.
  case file(String)

  /// At most this much of a file is read.
  private static let byteCountMax = 1 << 20

  /// The secret itself.
  /// - Throws: ``OutboundError`` with reason `credentials` if the file cannot be read.
  package func reveal() throws(OutboundError) -> String {
    switch self {
    case .text(let text): return text
    case .file(let path):
      guard let file = fopen(path, "r") else {
        let why = String(cString: strerror(errno))
        throw OutboundError(.credentials, "reading the secret in \(path): \(why)")
      }
      defer { fclose(file) }
      return Secret.trimmed(Secret.bytes(of: file))
    }
  }

  var isFile: Bool {
    if case .file = self { true } else { false }
  }

  private static func bytes(of file: UnsafeMutablePointer<FILE>) -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while bytes.count < byteCountMax {
      let count = fread(&buffer, 1, buffer.count, file)
      if count == 0 { break }
      bytes += buffer[..<count]
    }
    return bytes
  }

  private static func trimmed(_ bytes: [UInt8]) -> String {
    let isBlank: (UInt8) -> Bool = { $0 == 0x20 || (0x09...0x0d).contains($0) }
    let end = (bytes.lastIndex { !isBlank($0) } ?? -1) + 1
    return String(decoding: bytes[..<end].drop(while: isBlank), as: UTF8.self)
  }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  package var description: String { "<secret>" }
  package var debugDescription: String { "<secret>" }
  package var customMirror: Mirror { Mirror(self, children: []) }
}
