import ArgumentParser

/// `iapetus query series`.
struct QuerySeriesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "series", abstract: "Which series there are.")

  @OptionGroup var server: AskedServer

  @Option(help: ArgumentHelp("A series selector; may be repeated.", valueName: "selector"))
  var match: [String]

  @OptionGroup var times: SeriesTimes
  @OptionGroup var view: ViewArguments
  @OptionGroup var output: AnswerPrinter

  func validate() throws {
    guard !match.isEmpty else { throw ValidationError("Say which series with --match, such as --match='{job=\"a\"}'.") }
  }

  func run() async throws {
    let parameters = times.parameters.merging(view.parameters) { $1 }.merging(["match[]": match]) { $1 }
    output.show(try await server.asker.post("/api/v1/series", parameters, for: [AnsweredLabels].self))
  }
}
