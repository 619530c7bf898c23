import ArgumentParser
import PromQL

/// `iapetus promql format`.
struct PromQLFormatCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "format", abstract: "Print an expression in its canonical form, long ones broken into lines.")

  @Argument(help: "The expression; - reads it from standard input.")
  var expr: ExpressionArgument

  func run() throws { print(try expr.parsed().prettyText) }
}
