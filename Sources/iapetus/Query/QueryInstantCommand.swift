import ArgumentParser

/// `iapetus query instant`.
struct QueryInstantCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "instant", abstract: "What an expression is worth at one time.")

  @OptionGroup var server: AskedServer

  @Argument(help: "The expression; - reads it from standard input.")
  var expr: ExpressionArgument

  @Option(help: "When, as RFC 3339, Unix seconds, or before now (--time=-1h). (default: now)")
  var time: TimeArgument?

  @Flag(help: "Tell on standard error what each part of the query gave, and what it cost; an iapetus does.")
  var explain = false

  @OptionGroup var view: ViewArguments
  @OptionGroup var output: AnswerPrinter

  func run() async throws {
    var parameters = view.parameters
    parameters["query"] = [try expr.text()]
    if explain { parameters["explain"] = ["true"] }
    if let time { parameters["time"] = [time.timestamp.secondsText] }
    output.show(try await server.asker.post("/api/v1/query", parameters, for: AnsweredValue.self))
  }
}
