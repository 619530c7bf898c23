import ArgumentParser

struct ScrapeArguments: ParsableArguments {
  @Option(
    name: .customLong("scrape.max-bytes-in-flight"),
    help: "What the bodies of all answers together may hold, inflated; a small one always has room. (default: 512MB)")
  var bytesInFlightMax: SizeArgument?
}
