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
  /// The lines for standard output and for standard error, as promtool writes them.
  package var lines: (output: [String], errors: [String]) {
    var output = ["Unit Testing:  \(file)"] + notes
    let warned = warnings.map { "  WARNING: \($0)" }
    if isSuccess {
      output += ["  SUCCESS", ""]
      return (output, warned)
    }
    return (output + [""], warned + ["  FAILED:"] + failures)
  }
}
