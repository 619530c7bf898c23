import ArgumentParser

/// `iapetus query analyze`.
struct QueryAnalyzeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "analyze", abstract: "How the buckets of histograms are used, and how much they change.",
    discussion: """
      Native histograms are selected by their name, classic ones by the name of their sum, which ends in _sum.
      """)

  enum MetricType: String, ExpressibleByArgument, CaseIterable {
    case classic = "classichistograms"
    case native = "nativehistograms"
    /// Each as its selector says.
    case histogram
  }

  @Option(help: "The server's address: http://HOST:PORT, with its route prefix if it has one.")
  var server: String

  @Option(help: "Which histograms; histogram means both kinds.")
  var type: MetricType

  @Option(help: "How far back. (default: 1h)")
  var duration: StepArgument?

  @Option(help: "Until when, as RFC 3339, Unix seconds, or before now (--time=-1h). (default: now)")
  var time: TimeArgument?

  @Option(help: ArgumentHelp("A series selector; may be repeated.", valueName: "selector"))
  var match: [String]

  @OptionGroup var connection: ConnectionArguments

  func validate() throws {
    try connection.validate(for: server)
    if duration?.milliseconds == 0 { throw ValidationError("--duration must be longer than nothing.") }
  }

  func run() async throws {
    if type == .classic, let selector = match.first(where: { !isSum($0) }) {
      throw complain(
        "every classic histogram matcher must have a '_sum' suffix in the metric name, but the matcher '\(selector)' does not"
      )
    }
    var analysis = HistogramAnalysis(
      Asker(ServerConnection(server, connection)), duration: duration?.milliseconds ?? 3_600_000,
      time: time?.timestamp ?? TimeArgument.now)
    for selector in match {
      let isClassic = type == .classic || type == .histogram && isSum(selector)
      try await isClassic ? analysis.addClassic(selector) : analysis.addNative(selector)
    }
    analysis.printSummary()
  }

  /// Whether a word of the selector ends in `_sum`.
  private func isSum(_ selector: String) -> Bool {
    selector.ranges(of: "_sum").contains { range in
      selector[range.upperBound...].first.map { !($0.isLetter || $0.isNumber || $0 == "_") } ?? true
    }
  }
}
