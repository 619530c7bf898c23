import Config
import RE2
import Rules

/// Runs unit test files of rules, in promtool's format and with its verdicts, but on the server's own engine, storage and
/// evaluator.
package struct RuleTestRunner: Sendable {
  private let options: RuleTestOptions

  package init(_ options: RuleTestOptions) { self.options = options }

  /// Runs the tests of one file.
  package func run(path: String) async -> RuleTestReport.File {
    var report = RuleTestReport.File(path)
    do {
      let file = try RuleTestSection.load(path: path, ignoresUnknownKeys: options.ignoresUnknownKeys)
      report.warnings = file.unmatchedPatterns.map { "no file match pattern \($0)" }
      let groups = try groups(of: file)
      for test in file.tests where isWanted(test) { await run(test, in: file, groups, &report) }
    } catch {
      report.errors += error.issues.map(\.description)
    }
    return report
  }

  /// Runs files one after the other, and tells of each as soon as it is done.
  package func run(paths: [String], tell: (RuleTestReport.File) -> Void) async -> RuleTestReport {
    var report = RuleTestReport()
    for path in paths {
      let file = await run(path: path)
      tell(file)
      report.files.append(file)
    }
    return report
  }

  private func groups(of file: RuleTestFile) throws(ConfigError) -> [RuleGroupSettings] {
    var groups: [RuleGroupSettings] = []
    var known: Set<String> = []
    for path in file.rulePaths where known.insert(path).inserted {
      groups += try RuleFileLoader.load(path: path, ignoresUnknownKeys: options.ignoresUnknownKeys)
    }
    return groups
  }

  private func isWanted(_ test: RuleTest) -> Bool {
    options.names.isEmpty || options.names.contains { $0.groupsOfFirst(in: test.name, from: 0) != nil }
  }

  private func run(
    _ test: RuleTest, in file: RuleTestFile, _ groups: [RuleGroupSettings], _ report: inout RuleTestReport.File
  ) async {
    do {
      var run = try RuleTestRun(test, in: file, groups: groups, options)
      let (failures, notes) = try await run.run()
      report.tests.append(.init(name: test.reportName, failures: failures))
      report.notes += notes
    } catch {
      report.tests.append(.init(name: test.reportName, failures: ["    \(error)"]))
    }
  }
}
