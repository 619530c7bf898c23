import ArgumentParser

/// `iapetus query labels`.
struct QueryLabelsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "labels", abstract: "Which values a label has.")

  @OptionGroup var server: AskedServer

  @Argument(help: "The label's name.")
  var name: String

  @Option(help: ArgumentHelp("Only of series that the selector matches; may be repeated.", valueName: "selector"))
  var match: [String] = []

  @OptionGroup var times: SeriesTimes
  @OptionGroup var view: ViewArguments
  @OptionGroup var output: AnswerPrinter

  func run() async throws {
    let parameters = times.parameters.merging(view.parameters) { $1 }.merging(["match[]": match]) { $1 }
    let path = "/api/v1/label/\(PathText.labelName(name))/values"
    output.show(try await server.asker.get(path, parameters, for: [String].self))
  }
}
