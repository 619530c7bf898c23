import ArgumentParser
import Testing

@testable import iapetus

struct ArgumentTests {
  @Test func `a step is a duration of Prometheus or of Go, or seconds`() {
    let cases: [(String, Int64?)] = [
      ("5m", 300_000), ("1d", 86_400_000), ("1h30m", 5_400_000), ("0.5s", 500), ("1m30.5s", 90_500), ("15", 15_000),
      ("0", 0), ("0.25", 250), ("", nil), ("x", nil), ("5x", nil), ("1m5", nil), ("-5m", nil), ("1e99h", nil),
    ]
    for (text, milliseconds) in cases { #expect(StepArgument(argument: text)?.milliseconds == milliseconds, "\(text)") }
  }

  @Test func `a time is Unix seconds, RFC 3339, or before now`() throws {
    #expect(TimeArgument(argument: "1700000000.5")?.timestamp == 1_700_000_000_500)
    #expect(TimeArgument(argument: "-1")?.timestamp == -1000)
    #expect(TimeArgument(argument: "2023-11-14T22:13:20Z")?.timestamp == 1_700_000_000_000)
    let hourAgo = try #require(TimeArgument(argument: "-1h")).timestamp
    #expect(abs(TimeArgument.now - hourAgo - 3_600_000) < 60_000)
    for text in ["", "x", "1h", "nan", "1e99", "2023-11-14"] { #expect(TimeArgument(argument: text) == nil, "\(text)") }
  }

  @Test func `a header is a name and a value`() {
    #expect(HeaderArgument(argument: "X-Scope=a=b") != nil)
    #expect(HeaderArgument(argument: "Authorization: Bearer x") != nil)
    for text in ["", "name", "=value", "na me=value", "name=a\nEvil: b"] {
      #expect(HeaderArgument(argument: text) == nil, "\(text)")
    }
  }

  @Test func `flags may stand before the subcommand`() {
    let cases: [([String], [String])] = [
      (["query", "-o", "json", "instant", "s", "up"], ["query", "instant", "-o", "json", "s", "up"]),
      (["query", "--help"], ["query", "--help"]), (["query", "instant", "--help"], ["query", "instant", "--help"]),
      (["--config.file", "query"], ["--config.file", "query"]), (["query", "-o", "json"], ["query", "-o", "json"]),
      ([], []),
    ]
    for (given, expected) in cases { #expect(ArgumentOrder.subcommandsFirst(given) == expected) }
  }

  @Test func `a query is parsed as promtool's are`() throws {
    let arguments = [
      "query", "range", "localhost:9090", "up", "--start=1", "--end=2", "--step=30s", "--header", "a=b", "-o", "json",
      "--no-partial-response",
    ]
    let query = try #require(try Iapetus.parseAsRoot(arguments) as? QueryRangeCommand)
    #expect(query.server.server == "localhost:9090" && query.step?.milliseconds == 30_000)
    #expect(query.view.parameters == ["partial_response": ["false"]])
    #expect(query.server.connection.headers.count == 1 && query.output.format == .json)
    let other =
      try Iapetus.parseAsRoot(["query", "instant", "localhost", "up", "--output=json"]) as? QueryInstantCommand
    #expect(other?.output.format == .json)
    for wrong in [
      ["query", "instant", "localhost"], ["query", "series", "localhost"],
      ["query", "instant", "localhost", "up", "-o", "xml"],
      ["query", "instant", "http://me:pass@localhost", "up", "--http.config.file=x"],
      ["query", "labels", "localhost", "job", "--limit=0"],
    ] {
      #expect(throws: (any Error).self, "\(wrong)") { try Iapetus.parseAsRoot(wrong) }
    }
  }

  @Test func `an address needs no scheme, and no slash at its end`() throws {
    let arguments = try ConnectionArguments.parse([])
    #expect(ServerConnection("localhost:9090/", arguments).url == "http://localhost:9090")
    #expect(ServerConnection("https://a/b//", arguments).url == "https://a/b")
  }

  @Test func `the step is a 250th of the whole, in seconds`() {
    let cases: [(Int64, Int64)] = [(300_000, 1000), (1, 1000), (3_600_000, 14_000), (500_999, 2000)]
    for (span, step) in cases { #expect(QueryRangeCommand.defaultStep(span) == step) }
  }

  @Test func `a label's name fits into a path`() {
    #expect(PathText.labelName("job") == "job")
    #expect(PathText.labelName("my.na_me/ä") == "U__my_2e_na__me_2f__e4_")
  }
}
