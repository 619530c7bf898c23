import ArgumentParser
import PromQL

/// `iapetus promql label-matchers delete`.
struct LabelMatchersDeleteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "delete", abstract: "Take the matchers on a label out of every selector.")

  @Argument(help: "The expression; - reads it from standard input.")
  var query: ExpressionArgument

  @Argument(help: "The label's name.")
  var name: String

  func run() throws { try query.printEdited { $0.removingMatchers(of: name) } }
}
