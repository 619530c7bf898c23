import FoundationEssentials

/// The repository as files: what the tests of this folder read.
enum SourceTree {
  /// The repository's top level.
  static let root = String(#filePath.dropLast("/Tests/HouseTests/SourceTree.swift".count))

  /// The names directly in `folder`, sorted.
  static func names(in folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: root + "/" + folder).sorted()
  }

  /// Every Swift file below `folder`, as paths from the top level, sorted.
  static func swiftFiles(in folder: String) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: root + "/" + folder)
      .filter { $0.hasSuffix(".swift") }
      .map { folder + "/" + $0 }
      .sorted()
  }

  static func lines(of path: String) throws -> [String] {
    try text(of: path).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  static func text(of path: String) throws -> String {
    try String(contentsOfFile: root + "/" + path, encoding: .utf8)
  }

  static func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: root + "/" + path)
  }

  /// The room that a file under `Sources` belongs to.
  static func room(of path: String) -> String {
    String(path.split(separator: "/")[1])
  }
}
