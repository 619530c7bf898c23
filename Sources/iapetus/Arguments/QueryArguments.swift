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

  @Option(
    name: .customLong("query.replica-label"),
    help: "A label that tells the replicas of a cluster apart; may be repeated. Added to global.replica_labels.")
  var replicaLabels: [String] = []
}
