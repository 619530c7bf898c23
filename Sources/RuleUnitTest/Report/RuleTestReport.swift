/// What came out of unit test files: for people as text, for machines by encoding it, for CI systems as JUnit.
package struct RuleTestReport: Sendable, Encodable {
  package struct Test: Sendable, Encodable {
    package var name: String
    package var failures: [String]
  }

  package struct File: Sendable, Encodable {
    package var file: String
    /// That keep the file, or its rules, from being tested at all.
    package var errors: [String] = []
    package var warnings: [String] = []
    package var tests: [Test] = []
    /// What `--debug` shows.
    package var notes: [String] = []

    package var failures: [String] { errors + tests.flatMap(\.failures) }
    package var isSuccess: Bool { failures.isEmpty }

    init(_ file: String) { self.file = file }
  }

  package var success: Bool { files.allSatisfy(\.isSuccess) }
  package internal(set) var files: [File]

  init(files: [File] = []) { self.files = files }

  private enum Key: String, CodingKey { case success, files }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(success, forKey: .success)
    try container.encode(files, forKey: .files)
  }
}

extension RuleTestReport.File {
  package enum Line: Sendable, Equatable {
    case output(String)
    /// For standard error.
    case error(String)
  }

  /// What is told of the file, in order, as promtool writes it.
  package var lines: [Line] {
    var lines = [Line.output("Unit Testing:  \(file)")]
    lines += warnings.map { .error("  WARNING: \($0)") } + notes.map { .error($0) }
    if isSuccess {
      lines.append(.output("  SUCCESS"))
    } else {
      lines.append(.error("  FAILED:"))
      lines += failures.flatMap { [.error($0), .output("")] }
    }
    return lines + [.output("")]
  }
}
