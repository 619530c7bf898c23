/// One `import` in a source file.
struct Import: CustomStringConvertible {
  let module: String
  let path: String
  /// Counted from 1.
  let line: Int

  var description: String { "\(path):\(line) imports \(module)" }

  /// The imports of every room, in the order of files and lines.
  static func ofAllRooms() throws -> [Import] {
    try SourceTree.swiftFiles(in: "Sources").flatMap { path in
      try SourceTree.lines(of: path).enumerated().compactMap { number, line in
        module(importedBy: line).map { Import(module: $0, path: path, line: number + 1) }
      }
    }
  }

  /// `package import struct TimeSeries.Labels` → `TimeSeries`.
  static func module(importedBy line: String) -> String? {
    var words = line.split(separator: " ")[...]
    while let word = words.first, modifiers.contains(word) || word.hasPrefix("@") { words.removeFirst() }
    guard words.popFirst() == "import", var module = words.popFirst() else { return nil }
    if kinds.contains(module), let next = words.popFirst() { module = next }
    return module.split(separator: ".").first.map(String.init)
  }

  private static let modifiers: Set<Substring> = ["public", "package", "internal", "fileprivate", "private"]
  private static let kinds: Set<Substring> = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"]
}
