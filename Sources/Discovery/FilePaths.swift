import Glibc

/// The files that a pattern of a configuration names.
package enum FilePaths {
  /// Whether Prometheus takes `text` as a pattern for files: `*` in the last segment only, every `[` closed.
  package static func isPattern(_ text: String) -> Bool {
    let segments = text.split(separator: "/", omittingEmptySubsequences: false)
    guard !segments.dropLast().contains(where: { $0.contains("*") }) else { return false }
    guard let opened = text.lastIndex(of: "[") else { return true }
    return text[opened...].contains("]")
  }

  /// The files, sorted; a path without wildcards means itself if it exists.
  ///
  /// - Parameter pattern: a path; `*` stands for any text but a slash, `?` for one character, `[…]` for one of those in
  ///   it. As in Prometheus, a dot at the beginning of a name is a character like any other.
  package static func matching(_ pattern: String) -> [String] {
    var result = glob_t()
    defer { globfree(&result) }
    guard glob(pattern, GLOB_PERIOD, nil, &result) == 0, let paths = result.gl_pathv else { return [] }
    return (0..<Int(result.gl_pathc)).compactMap { paths[$0].map { String(cString: $0) } }
      .filter { !$0.hasSuffix("/.") && !$0.hasSuffix("/..") && $0 != "." && $0 != ".." }
  }
}
