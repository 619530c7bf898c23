import Testing

/// Rules of the house that the compiler does not know.
struct CodeRulesTests {
  @Test func `nothing in the sources forces its luck`() throws {
    try forEachCodeLine { path, number, code in
      for banned in ["try!", "as!", "fatalError("] {
        #expect(!code.contains(banned), "\(path):\(number) has \(banned)")
      }
    }
  }

  @Test func `an unchecked Sendable says why in the line above`() throws {
    for path in try SourceTree.swiftFiles(in: "Sources") {
      let lines = try SourceTree.lines(of: path)
      for (number, line) in lines.enumerated() where Self.code(of: line).contains("@unchecked Sendable") {
        let above = number > 0 ? lines[number - 1].trimmed : ""
        #expect(above.hasPrefix("//"), "\(path):\(number + 1) gives no reason")
      }
    }
  }

  @Test func `no file outgrows a reader`() throws {
    for folder in ["Sources", "Tests"] {
      for path in try SourceTree.swiftFiles(in: folder) {
        let count = try SourceTree.lines(of: path).count
        #expect(count <= 700, "\(path) has \(count) lines; there is a second idea in it that wants a file")
      }
    }
  }

  @Test func `nothing is left for later`() throws {
    for folder in ["Sources", "Tests"] {
      for path in try SourceTree.swiftFiles(in: folder) where !path.hasSuffix("CodeRulesTests.swift") {
        for (number, line) in try SourceTree.lines(of: path).enumerated() {
          for mark in ["TODO", "FIXME", "Placeholder until"] {
            #expect(!line.contains(mark), "\(path):\(number + 1) says \(mark)")
          }
        }
      }
    }
  }

  private func forEachCodeLine(_ body: (_ path: String, _ number: Int, _ code: String) -> Void) throws {
    for path in try SourceTree.swiftFiles(in: "Sources") {
      for (number, line) in try SourceTree.lines(of: path).enumerated() { body(path, number + 1, Self.code(of: line)) }
    }
  }

  /// The line without its comment and without what its string literals say.
  private static func code(of line: String) -> String {
    let outsideQuotes = line.split(separator: "\"", omittingEmptySubsequences: false).enumerated()
      .filter { $0.offset % 2 == 0 }.map(\.element).joined(separator: "\"\"")
    return outsideQuotes.firstRange(of: "//").map { String(outsideQuotes[..<$0.lowerBound]) } ?? outsideQuotes
  }
}
