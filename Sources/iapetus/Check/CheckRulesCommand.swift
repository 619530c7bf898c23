import ArgumentParser
import Config

/// `iapetus check rules`: rule files by themselves, with promtool's verdicts.
struct CheckRulesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rules", abstract: "Check rule files.",
    discussion: """
      Rules that write the same series are told of, and all the same accepted unless --lint-fatal is given. \
      Exit code 1 if a file cannot be used, 3 for no more than that.
      """)

  private static let inputBytesMax = 64 << 20

  @Argument(help: "Rule files, in Prometheus's format; without any, standard input is read.")
  var files: [String] = []

  @Option(help: "What is looked for that is no error: all, duplicate-rules, none; comma-separated.")
  var lint = RuleLint.duplicateRules.rawValue

  @Flag(help: "What --lint finds ends the command with exit code 3.")
  var lintFatal = false

  @Flag(help: "Leave keys alone that are not known.")
  var ignoreUnknownFields = false

  @Option(help: "How the verdict is printed: text, json.")
  var output = CheckOutput.text

  func run() throws {
    let report = files.isEmpty ? try checkInput() : check.files(files)
    if output == .json { try output.show(report.checkReport) } else { show(report) }
    if report.hasErrors { throw ExitCode.failure }
    if report.hasLints, lintFatal { throw ExitCode(3) }
  }

  private var check: RuleCheck {
    var check = RuleCheck()
    let words = lint.split(separator: ",").map(String.init)
    for word in words where RuleLint(rawValue: word) == nil { tell("WARNING: unknown lint option \(word)") }
    check.findsDuplicates = words.contains { [.all, .duplicateRules].contains(RuleLint(rawValue: $0)) }
    check.ignoresUnknownKeys = ignoreUnknownFields
    return check
  }

  private func checkInput() throws -> RuleCheckReport {
    check.text(try StandardInput.text(bytesMax: Self.inputBytesMax), name: "standard input")
  }

  private func show(_ report: RuleCheckReport) {
    for file in report.files {
      print("Checking \(file.file)")
      if let failure = file.failure { tell(failure) } else { print("  SUCCESS: \(file.ruleCount) rules found") }
      print()
    }
  }
}
