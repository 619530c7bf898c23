import ArgumentParser
import FoundationEssentials
import RE2
import RuleUnitTest

/// `iapetus test rules`: unit tests of rules, in promtool's format.
struct TestRulesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rules", abstract: "Unit tests for rules, in promtool's format.")

  @Argument(help: "Unit test files.")
  var files: [String]

  @Option(
    help: ArgumentHelp(
      "Only tests with a name that the regular expression matches somewhere; may be given more than once.",
      valueName: "regex"))
  var run: [String] = []

  @Flag(help: "Show the series of each test.")
  var debug = false

  @Flag(help: "Show the lines that differ, not both sides.")
  var diff = false

  @Flag(help: "Leave keys alone that are not known, in tests and in rules.")
  var ignoreUnknownFields = false

  @Option(help: ArgumentHelp("Also write the results to a file, as JUnit's XML.", valueName: "file"))
  var junit: String?

  @Option(help: "How the results are printed: text, json.")
  var output = CheckOutput.text

  func run() async throws {
    let runner = RuleTestRunner(try options())
    let report = await runner.run(paths: files) { file in if output == .text { show(file) } }
    if output == .json { try printJSON(report) }
    if let junit {
      try JUnitReport.text(of: report, at: TimeArgument.now).write(toFile: junit, atomically: true, encoding: .utf8)
    }
    guard report.success else { throw ExitCode.failure }
  }

  private func options() throws -> RuleTestOptions {
    var options = RuleTestOptions()
    options.names = try run.map { pattern in
      do {
        return try RegularExpression(pattern)
      } catch {
        throw ValidationError("--run: \(error)")
      }
    }
    (options.isDebugging, options.showsDifference, options.ignoresUnknownKeys) = (debug, diff, ignoreUnknownFields)
    return options
  }

  /// Failures go to standard error, as promtool's do.
  private func show(_ file: RuleTestReport.File) {
    for line in file.lines {
      switch line {
      case .output(let text): print(text)
      case .error(let text): tell(text)
      }
    }
  }

  private func printJSON(_ report: RuleTestReport) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    print(String(decoding: try encoder.encode(report), as: UTF8.self))
  }
}
