import Glibc

/// Copies the files of a folder while they may be growing, as a crash would leave them.
enum FolderCopy {
  struct Failure: Error { var path: String }

  static func copy(_ from: String, to: String) throws {
    guard let folder = opendir(from) else { throw Failure(path: from) }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "." && name != ".." && name != "LOCK" { names.append(name) }
    }
    for name in names { try copyFile("\(from)/\(name)", "\(to)/\(name)") }
  }

  private static func copyFile(_ from: String, _ to: String) throws {
    guard let source = fopen(from, "r") else { throw Failure(path: from) }
    defer { fclose(source) }
    guard let target = fopen(to, "w") else { throw Failure(path: to) }
    defer { fclose(target) }
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = fread(&buffer, 1, buffer.count, source)
      if count == 0 { return }
      fwrite(buffer, 1, count, target)
    }
  }
}
