import ArgumentParser

/// `iapetus budget`: the budgets of a server that runs.
struct BudgetCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "budget",
    abstract: "Print how many series each cluster holds, may hold, and is refused; and when its budget will be full.")

  @OptionGroup var server: ServerArguments

  @Option(help: "Only this cluster; may be repeated.")
  var cluster: [String] = []

  @OptionGroup var output: OutputArguments

  func run() async throws {
    let answer = try await server.ask(
      "/api/v1/status/budgets", ["cluster": cluster], for: BudgetAnswer.self)
    let missing = cluster.filter { name in !answer.budgets.contains { $0.cluster == name } }
    if output.isJSON { try output.printJSON(answer) } else { print(BudgetReport(answer.budgets).text) }
    guard missing.isEmpty else {
      throw complain("No budget of \(missing.joined(separator: ", ")): the server holds no series of such a cluster.")
    }
  }
}
