import Discovery
import Glibc

/// Paths and files, as far as configuration needs them.
package enum FilePath {
  /// The folder that `path` stands in.
  package static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// `path`, from `folder` if it is relative. An empty path stays empty.
  package static func resolved(_ path: String, in folder: String) -> String {
    path.isEmpty || path.hasPrefix("/") || folder == "." ? path : "\(folder == "/" ? "" : folder)/\(path)"
  }

  /// The files that a pattern means, as ``FilePaths`` finds them.
  package static func matches(of pattern: String) -> [String] { FilePaths.matching(pattern) }

  /// The text of a file. Reads at most one byte more than `bytesMax`, so that the caller sees that it is too long.
  ///
  /// - Throws: ``ConfigError`` with reason `unreadable`.
  package static func read(_ path: String, bytesMax: Int) throws(ConfigError) -> String {
    guard let file = fopen(path, "r") else { throw unreadable(path) }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    while bytes.count <= bytesMax {
      let count = fread(&buffer, 1, buffer.count, file)
      if count == 0 { break }
      bytes += buffer[..<count]
    }
    guard ferror(file) == 0 else { throw unreadable(path) }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func unreadable(_ path: String) -> ConfigError {
    ConfigError(
      .unreadable, [ConfigIssue(file: path, message: "reading the file: \(String(cString: strerror(errno)))")])
  }
}
