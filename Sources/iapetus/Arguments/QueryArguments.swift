import ArgumentParser

struct QueryArguments: ParsableArguments {
  @Option(
    name: .customLong("query.lookback-delta"), help: "How old the newest sample of a series may be. (default: 5m)")
  var lookback: DurationArgument?

  @Option(name: .customLong("query.timeout"), help: "How long a query may take, waiting included. (default: 2m)")
  var timeout: DurationArgument?

  @Option(name: .customLong("query.max-concurrency"), help: "How many queries run at once; more wait.")
  var queriesMax = 20

  @Option(
    name: .customLong("query.rules-concurrency"),
    help: "How many queries of rules run at once beside those; more wait ahead of clients'.")
  var rulesQueriesMax = 4

  @Option(
    name: .customLong("query.max-queued"),
    help: "How many queries of clients wait for their turn; more are refused with 503. Rules' queries always wait.")
  var queuedMax = 200

  @Option(name: .customLong("query.max-samples"), help: "How many samples one query may hold in memory.")
  var samplesMax = 50_000_000

  @Option(name: .customLong("query.max-memory"), help: "How much memory one query may hold. (default: 1GB)")
  var memoryMax: SizeArgument?

  @Option(
    name: .customLong("query.max-total-memory"),
    help: "How much memory all running queries may hold together. (default: 2GB)")
  var totalMemoryMax: SizeArgument?

  @Option(
    name: .customLong("query.log-file"),
    help: "A file to which each slow query is written, a line of JSON as in Prometheus's query log. (default: none)")
  var logFile = ""

  @Option(
    name: .customLong("query.log-slower-than"),
    help: "A query that takes longer than this is a slow one; 0s makes every one slow. (default: 1s)")
  var slowAfter: DurationArgument?

  @Option(
    name: .customLong("query.slow-kept"),
    help: "How many slow queries are remembered for /api/v1/status/queries; the last ones.")
  var slowKept = 50

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
    try QueryArguments.requirePositive(lookback?.milliseconds, "--query.lookback-delta", "5m")
    try QueryArguments.requirePositive(timeout?.milliseconds, "--query.timeout", "2m")
    try QueryArguments.requirePositive(queriesMax, "--query.max-concurrency", "20")
    try QueryArguments.requirePositive(samplesMax, "--query.max-samples", "50000000")
    try QueryArguments.requirePositive(memoryMax?.bytes, "--query.max-memory", "1GB")
    try QueryArguments.requirePositive(totalMemoryMax?.bytes, "--query.max-total-memory", "2GB")
    guard queuedMax >= 0, slowKept >= 0, rulesQueriesMax >= 0 else {
      throw ValidationError(
        "--query.max-queued, --query.slow-kept and --query.rules-concurrency must not be negative; 0 is none.")
    }
    guard explainedSeriesMax > 0, explainedSlotsMax > 0, explainedNodesMax > 0 else {
      throw ValidationError("--query.explain-max-series, -max-slots and -max-nodes must be at least 1.")
    }
  }

  /// A limit of nothing would refuse every query; none of them can be switched off.
  private static func requirePositive(_ value: (some BinaryInteger)?, _ flag: String, _ usual: String) throws {
    guard let value, value <= 0 else { return }
    throw ValidationError("\(flag) must be more than zero, for it bounds every query; the usual value is \(usual).")
  }
}
