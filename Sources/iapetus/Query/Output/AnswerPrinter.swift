import ArgumentParser
import Glibc

/// Prints an answer on standard output, and on standard error what is said beside it.
struct AnswerPrinter: ParsableArguments {
  @Option(
    name: [.customShort("o"), .customLong("format"), .customLong("output")],
    help: ArgumentHelp(
      "How the answer is printed: promql and json as promtool does, table for people. (default: promql; table on a terminal)",
      valueName: "format"))
  var format: AnswerFormat?

  private var chosen: AnswerFormat { format ?? (isatty(STDOUT_FILENO) == 1 ? .table : .promql) }

  func show(_ answer: ServerAnswer<AnsweredValue>) {
    AnswerPrinter.remark(answer)
    switch chosen {
    case .promql: print(AnswerText.text(of: answer.content))
    case .json: print(AnswerJSON.text(of: answer.content))
    case .table: print(AnswerTable.text(of: answer.content))
    }
  }

  func show(_ answer: ServerAnswer<[AnsweredLabels]>) {
    AnswerPrinter.remark(answer)
    switch chosen {
    case .promql: printLines(answer.content.map(\.setText))
    case .json: print(AnswerJSON.text(of: answer.content))
    case .table: print(AnswerTable.text(of: answer.content))
    }
  }

  func show(_ answer: ServerAnswer<[String]>) {
    AnswerPrinter.remark(answer)
    switch chosen {
    case .promql: printLines(answer.content)
    case .json: print(AnswerJSON.text(of: answer.content))
    case .table: printLines(answer.content.map(AnswerTable.shown))
    }
  }

  private func printLines(_ lines: [String]) {
    if !lines.isEmpty { print(lines.joined(separator: "\n")) }
  }

  /// What the server says beside its answer.
  static func remark<Content>(_ answer: ServerAnswer<Content>) {
    var lines = answer.warnings.map { "query warning: \($0)" } + answer.infos.map { "query info: \($0)" }
    if let coverage = answer.coverage, coverage.contributing < coverage.expected {
      lines.append("query coverage: \(coverage.contributing) of \(coverage.expected) clusters contributed")
    }
    if let plan = answer.plan { lines.append(PlanTable.text(of: plan)) }
    if !lines.isEmpty { tell(lines.joined(separator: "\n")) }
  }
}
