import Glibc

/// The files that a pattern of a configuration names.
enum FilePaths {
  /// - Parameter pattern: a path; `*` in its last segment stands for any text but a slash.
  static func matching(_ pattern: String) -> [String] {
    var result = glob_t()
    defer { globfree(&result) }
    guard glob(pattern, 0, nil, &result) == 0, let paths = result.gl_pathv else { return [] }
    return (0..<Int(result.gl_pathc)).compactMap { paths[$0].map { String(cString: $0) } }
  }
}
