import Testing

@testable import Config

/// Every file in `Fixtures`: a good one loads, a bad one gives exactly the issues in its first comment lines
/// (`FOLDER` is where the fixtures are).
@Suite struct FixtureTests {
  private static let folder = FilePath.folder(of: #filePath) + "/Fixtures"

  private func issues(in path: String) -> [String] {
    do {
      if path.contains(".rules.") {
        _ = try RuleFileLoader.load(path: path)
      } else {
        _ = try ConfigLoader.load(path: path)
      }
      return []
    } catch {
      return error.issues.map { $0.line > 0 ? "\($0.line):\($0.column): \($0.message)" : $0.message }
    }
  }

  private func expected(in path: String) throws -> [String] {
    try FilePath.read(path, bytesMax: 1 << 20).split(separator: "\n").prefix { $0.hasPrefix("# ") }
      .map { $0.dropFirst(2).replacing("FOLDER", with: FixtureTests.folder) }.map { String($0) }
  }

  @Test func `good files load`() {
    let files = FilePath.matches(of: FixtureTests.folder + "/*.good.yml")
    #expect(files.count >= 6)
    for path in files { #expect(issues(in: path) == [], "\(path)") }
  }

  @Test func `bad files are refused with what they say themselves`() throws {
    let files = FilePath.matches(of: FixtureTests.folder + "/*.bad.yml")
    #expect(files.count >= 40)
    for path in files {
      let issues = issues(in: path)
      #expect(try issues == expected(in: path), "\(path): \(issues.joined(separator: "\n"))")
    }
  }

  @Test func `the configurations that come with iapetus load`() {
    let top = FilePath.folder(of: FilePath.folder(of: FilePath.folder(of: #filePath)))
    let files = FilePath.matches(of: top + "/Config/*.yml")
    #expect(!files.isEmpty)
    for path in files { #expect(issues(in: path) == [], "\(path)") }
  }
}
