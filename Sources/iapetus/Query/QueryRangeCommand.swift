import ArgumentParser
import TimeSeries

/// `iapetus query range`.
struct QueryRangeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "range", abstract: "What an expression is worth from one time to another.")

  private static let defaultSpan: Milliseconds = 300_000
  /// How many steps there are where no step is given, a second apart at the least.
  private static let defaultStepCount: Milliseconds = 250

  @OptionGroup var server: AskedServer

  @Argument(help: "The expression; - reads it from standard input.")
  var expr: ExpressionArgument

  @Option(help: "The first time, as RFC 3339, Unix seconds, or before now (--start=-1h). (default: 5m before the end)")
  var start: TimeArgument?

  @Option(help: "The last time. (default: now)")
  var end: TimeArgument?

  @Option(help: "How far apart the values are. (default: a 250th of the whole, at least 1s)")
  var step: StepArgument?

  @Flag(help: "Tell on standard error what each part of the query gave, and what it cost; an iapetus does.")
  var explain = false

  @OptionGroup var view: ViewArguments
  @OptionGroup var output: AnswerPrinter

  func run() async throws {
    let end = end?.timestamp ?? TimeArgument.now
    let start = start?.timestamp ?? end - Self.defaultSpan
    guard start < end else { throw complain("start time is not before end time: say them with --start and --end") }
    let step = step.map(\.milliseconds).flatMap { $0 == 0 ? nil : $0 } ?? Self.defaultStep(end - start)
    var parameters = view.parameters
    parameters["query"] = [try expr.text()]
    if explain { parameters["explain"] = ["true"] }
    (parameters["start"], parameters["end"], parameters["step"]) = (
      [start.secondsText], [end.secondsText], [step.secondsText]
    )
    output.show(try await server.asker.post("/api/v1/query_range", parameters, for: AnsweredValue.self))
  }

  static func defaultStep(_ span: Milliseconds) -> Milliseconds { max(1, span / 1000 / defaultStepCount) * 1000 }
}
