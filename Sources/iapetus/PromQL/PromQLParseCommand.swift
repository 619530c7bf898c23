import ArgumentParser
import PromQL
import WebAPI

/// `iapetus promql parse`: how an expression is understood.
struct PromQLParseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "parse", abstract: "Print the syntax tree of an expression, JSON as /api/v1/parse_query has it.")

  @Argument(help: "The expression; - reads it from standard input.")
  var expr: ExpressionArgument

  @Option(help: "How the tree is printed: text, json.")
  var output = CheckOutput.text

  func run() throws {
    let expression = try expr.parsed()
    switch output {
    case .text: print(SyntaxTree.text(of: expression))
    case .json: print(SyntaxTreeText.json(of: expression))
    }
  }
}
