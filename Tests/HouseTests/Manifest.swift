/// What `Package.swift` declares: the names each target may import.
struct Manifest {
  /// Target → its dependencies: other targets and products of packages.
  let dependencies: [String: Set<String>]

  static func read() throws -> Manifest {
    Manifest(text: try SourceTree.text(of: "Package.swift"))
  }

  init(text: String) {
    var dependencies: [String: Set<String>] = [:]
    for opening in [".target(", ".systemLibrary(", ".executableTarget(", ".testTarget("] {
      for declaration in Manifest.bodies(after: opening, closedBy: ")", in: text[...]) {
        guard let target = Manifest.names(in: declaration).first else { continue }
        let list = Manifest.bodies(after: "dependencies: [", closedBy: "]", in: declaration).first ?? ""
        dependencies[target] = Set(Manifest.names(in: list))
      }
    }
    self.dependencies = dependencies
  }

  /// The text between each `opening`, which ends in a bracket, and the bracket that closes it.
  private static func bodies(after opening: String, closedBy close: Character, in text: Substring) -> [Substring] {
    let open = opening.last
    return text.ranges(of: opening).map { range in
      var depth = 1
      let body = text[range.upperBound...]
      let end = body.firstIndex { character in
        depth += character == open ? 1 : character == close ? -1 : 0
        return depth == 0
      }
      return body[..<(end ?? body.endIndex)]
    }
  }

  /// The quoted names of a declaration, those of packages left out: a target imports products, not packages.
  private static func names(in declaration: Substring) -> [String] {
    let pieces = declaration.split(separator: "\"", omittingEmptySubsequences: false)
    return stride(from: 1, to: pieces.count, by: 2)
      .filter { !pieces[$0 - 1].hasSuffix("package: ") }
      .map { String(pieces[$0]) }
  }
}
