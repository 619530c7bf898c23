import ArgumentParser
import Config
import IapetusServer
import Logging
import Outbound
import Scrape
import TimeSeries

/// `iapetus check children`: every child of a configuration is asked once, and nothing of it is kept.
struct CheckChildrenCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "children",
    abstract: "Ask every child of a configuration once: who answers, what it would cost, what would be refused.",
    discussion: """
      A scrape as the server does it, into nothing: budgets start empty, so what would be refused is what a server without \
      a history would refuse. Exit code 1 if any child fails or a job has none.
      """)

  @Option(name: .customLong("config.file"), help: "The configuration, in Prometheus's format.")
  var configFile = "prometheus.yml"

  @Option(help: "How many children are asked at once.")
  var concurrency = 16

  @Option(name: .customLong("discovery.timeout"), help: "How long children are looked for. (default: 10s)")
  var discoveryTimeout: DurationArgument?

  @Option(
    name: .customLong("query.replica-label"),
    help: "A label that tells the replicas of a cluster apart; may be repeated. Added to global.replica_labels.")
  var replicaLabels: [String] = []

  @OptionGroup var output: OutputArguments

  func validate() throws {
    guard concurrency > 0 else { throw ValidationError("--concurrency must be at least 1.") }
  }

  func run() async throws {
    let report = await (try trial()).run()
    if output.isJSON { try output.printJSON(report) } else { print(ChildrenText(report).text) }
    guard report.isGood else { throw ExitCode.failure }
  }

  private func trial() throws -> FleetTrial {
    do {
      var settings = try ConfigLoader.load(path: configFile).scrapeSettings
      settings.replicaLabels += replicaLabels.filter { !settings.replicaLabels.contains($0) }
      let logger = Logger(label: "discovery") { StandardErrorLog(label: $0, level: .warning, format: .logfmt) }
      return try FleetTrial(
        settings, client: HTTPClient(), logger: logger, concurrencyMax: concurrency,
        discoveryTimeout: discoveryTimeout?.milliseconds ?? 10_000)
    } catch let error as ConfigError {
      throw complain("\(error)\n`iapetus check config \(configFile)` tells more.")
    } catch {
      throw complain("\(error)")
    }
  }
}
