import Glibc
import Storage

/// The folder of a store.
enum Directory {
  /// Makes `path` and what is above it, where missing.
  static func make(_ path: String) throws(StorageError) {
    var partial = path.hasPrefix("/") ? "/" : ""
    for part in path.split(separator: "/") {
      partial += part + "/"
      if mkdir(partial, 0o755) != 0, errno != EEXIST {
        throw StorageError(.io, "making the folder \(partial): \(String(cString: strerror(errno)))")
      }
    }
  }

  /// Bytes that the files of `path` take on disk.
  static func byteCount(_ path: String) -> Int {
    guard let folder = opendir(path) else { return 0 }
    defer { closedir(folder) }
    var total = 0
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      var status = stat()
      if stat("\(path)/\(name)", &status) == 0, status.st_mode & S_IFMT == S_IFREG {
        total += Int(status.st_blocks) * 512
      }
    }
    return total
  }

  /// Bytes that this process may still write to the file system of `path`.
  static func freeByteCount(_ path: String) -> Int {
    var status = statvfs()
    guard statvfs(path, &status) == 0 else { return 0 }
    return Int(status.f_bavail) * Int(status.f_frsize)
  }
}
