import Testing

/// What a visitor sees first.
struct TopLevelTests {
  @Test func `the top level holds what it should and nothing else`() throws {
    let allowed: Set = ["Package.swift", "Sources", "Tests", "Deploy", "Config", "README.md"]
    let ignored = Set(try SourceTree.lines(of: ".gitignore").map { $0.split(separator: "/").joined() })
    let found = try SourceTree.names(in: ".").filter { !$0.hasPrefix(".") && !ignored.contains($0) }
    #expect(Set(found) == allowed)
  }

  @Test func `every folder of the top level has its map`() {
    for folder in ["Sources", "Tests", "Deploy", "Config"] {
      #expect(SourceTree.exists("\(folder)/README.md"), "\(folder) has no README.md")
    }
  }

  @Test func `every room has its map`() throws {
    for (room, floor) in try FloorTable.read().floors where floor > 0 {
      #expect(SourceTree.exists("Sources/\(room)/README.md"), "Sources/\(room) has no README.md")
    }
  }

  @Test func `a map leads to files that exist`() throws {
    for folder in [".", "Sources", "Tests", "Deploy", "Config"] {
      let readme = folder == "." ? "README.md" : folder + "/README.md"
      for target in Self.links(in: try SourceTree.text(of: readme)) {
        #expect(SourceTree.exists(folder + "/" + target), "\(readme) links to \(target), which is not there")
      }
    }
  }

  /// The targets of the Markdown links that stay in the repository.
  private static func links(in text: String) -> [String] {
    text.ranges(of: "](").compactMap { range in
      let target = text[range.upperBound...].prefix { $0 != ")" && $0 != "#" }
      return target.isEmpty || target.contains("://") ? nil : String(target)
    }
  }
}
