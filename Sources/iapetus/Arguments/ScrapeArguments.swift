import ArgumentParser

struct ScrapeArguments: ParsableArguments {
  @Option(
    name: .customLong("scrape.max-bytes-in-flight"),
    help: "What the bodies of all answers together may hold, inflated; a small one always has room. (default: 512MB)")
  var bytesInFlightMax: SizeArgument?

  @Option(
    name: .customLong("scrape.max-first-bodies"),
    help: "How many children at a time bring their first body into the store; the others wait with theirs.")
  var firstBodiesMax = 4

  func validate() throws {
    guard firstBodiesMax > 0 else { throw ValidationError("--scrape.max-first-bodies must be at least 1.") }
  }
}
