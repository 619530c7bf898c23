import ArgumentParser

struct StorageArguments: ParsableArguments {
  @Option(name: .customLong("storage.tsdb.path"), help: "Where the data is kept.")
  var path = "data/"

  @Option(
    name: .customLong("storage.tsdb.retention.time"),
    help: "How long samples are kept, relative to the newest. Default: the configuration's, else 15d.")
  var retentionTime: DurationArgument?

  @Option(
    name: .customLong("storage.tsdb.retention.size"),
    help: "How many bytes may be kept; the oldest day goes first. 0: no limit.")
  var retentionSize: SizeArgument?

  @Option(
    name: .customLong("storage.sync-interval"),
    help: "How often data is forced to the disk: what a crash of the machine may cost. (default: 1s)")
  var syncInterval: DurationArgument?

  @Option(
    name: .customLong("storage.max-mapped"),
    help: "How much of the store's files counts as this process's memory; the page cache has the rest. (default: 32MB)")
  var mappedMax: SizeArgument?

  @Option(name: .customLong("storage.max-series"), help: "How many series may be held in all.")
  var seriesMax = 2_000_000

  @Option(
    name: .customLong("storage.max-future"),
    help: "How far ahead of this machine's clock a sample may be; it is refused beyond that. (default: 10m)")
  var futureMax: DurationArgument?
}
