import FoundationEssentials
import TestSupport
import Testing

/// The same unit test files through promtool and through the built command.
@Suite struct RuleUnitTestTests {
  private static let fixtures = Files.repository + "/Tests/RuleUnitTestTests/Fixtures"

  @Test func `promtool and iapetus agree on every unit test file`() async throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: Self.fixtures).filter { $0.hasSuffix(".test.yml") }
    #expect(names.count > 20)
    for name in names.sorted() {
      let path = "\(Self.fixtures)/\(name)"
      let theirs = try await ChildProcess.run(["promtool", "test", "rules", path])
      let ours = try await ChildProcess.run([try ServerProcess.binary(), "test", "rules", path])
      #expect(ours.code == theirs.code, "\(name)\n\(theirs.output)\n\(ours.output)")
      #expect(ours.code == (name.hasPrefix("pass") ? 0 : 1), "\(name)")
      #expect(ours.output.contains("SUCCESS") == theirs.output.contains("SUCCESS"), "\(name)")
    }
  }
}
