import ArgumentParser

/// Between which times series must have had samples.
struct SeriesTimes: ParsableArguments {
  @Option(help: "The first time, as RFC 3339, Unix seconds, or before now (--start=-1h). (default: the beginning)")
  var start: TimeArgument?

  @Option(help: "The last time. (default: the end)")
  var end: TimeArgument?

  @Option(help: "How many are answered at most. (default: all)")
  var limit: Int?

  func validate() throws {
    guard limit ?? 1 > 0 else { throw ValidationError("--limit must be at least 1.") }
  }

  var parameters: [String: [String]] {
    var parameters: [String: [String]] = [:]
    if let start { parameters["start"] = [start.timestamp.secondsText] }
    if let end { parameters["end"] = [end.timestamp.secondsText] }
    if let limit { parameters["limit"] = ["\(limit)"] }
    return parameters
  }
}
