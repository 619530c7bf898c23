import Glibc

/// Copies the files of a folder while they may be growing, as a crash would leave them.
enum FolderCopy {
  struct Failure: Error { var path: String }

  /// Files may come and go meanwhile: tries until none did, so that the copy is of one moment.
  static func copy(_ from: String, to: String) throws {
    for _ in 0..<100 {
      let before = list(from)
      let isComplete = before.allSatisfy { (try? copyFile("\(from)/\($0)", "\(to)/\($0)")) != nil }
      if isComplete, list(from) == before { return }
      for name in list(to) { unlink("\(to)/\(name)") }
      usleep(2000)
    }
    throw Failure(path: from)
  }

  private static func list(_ path: String) -> [String] {
    guard let folder = opendir(path) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "." && name != ".." && name != "LOCK" { names.append(name) }
    }
    return names.sorted()
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
