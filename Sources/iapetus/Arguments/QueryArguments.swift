import ArgumentParser

struct QueryArguments: ParsableArguments {
  @Option(
    name: .customLong("query.lookback-delta"), help: "How old the newest sample of a series may be. (default: 5m)")
  var lookback: DurationArgument?

  @Option(name: .customLong("query.timeout"), help: "How long a query may take, waiting included. (default: 2m)")
  var timeout: DurationArgument?

  @Option(name: .customLong("query.max-concurrency"), help: "How many queries run at once; more wait.")
  var queriesMax = 20

  @Option(name: .customLong("query.max-samples"), help: "How many samples one query may hold in memory.")
  var samplesMax = 50_000_000

  @Option(name: .customLong("query.max-memory"), help: "How much memory one query may hold. (default: 1GB)")
  var memoryMax: SizeArgument?

  @Option(
    name: .customLong("query.max-total-memory"),
    help: "How much memory all running queries may hold together. (default: 2GB)")
  var totalMemoryMax: SizeArgument?

  @Option(
    name: .customLong("query.explain-max-series"), help: "Of how many series explain=dedup tells; of the first.")
  var explainedSeriesMax = 50

  @Option(
    name: .customLong("query.explain-max-slots"),
    help: "Of how many slots of a series explain=dedup tells; of the newest.")
  var explainedSlotsMax = 1500

  @Option(
    name: .customLong("query.explain-max-nodes"), help: "Of how many parts of a query explain=true tells.")
  var explainedNodesMax = 1000

  @Option(
    name: .customLong("query.replica-label"),
    help: "A label that tells the replicas of a cluster apart; may be repeated. Added to global.replica_labels.")
  var replicaLabels: [String] = []

  func validate() throws {
    guard explainedSeriesMax > 0, explainedSlotsMax > 0, explainedNodesMax > 0 else {
      throw ValidationError("--query.explain-max-series, -max-slots and -max-nodes must be at least 1.")
    }
  }
}
