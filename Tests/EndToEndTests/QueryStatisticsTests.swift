import TestSupport
import Testing
import TimeSeries
import Trials

extension EndToEnd {
  /// What `stats=all` says of the samples that a query looked at, beside Debian's prometheus.
  struct QueryStatisticsTests {
    private static let seed = UInt64.random(in: 0...UInt64.max >> 16)
    private static let madeUpCount = 200

    /// Half a second off the whole ones, where no sample lies: windows are closed on the left in that prometheus, and open here.
    private static let start = QueryData.start + 1_800_500

    private static let queries = [
      "1", "time()", "level", "sum by (a) (level)", "quantile(0.5, level)", "topk(2, level)", "level + on (a, b) level",
      "level[5m]", "rate(events_total[5m])", "sum(rate(events_total[5m])) / sum(rate(events_total[5m]))",
      "level @ 1700001700.5", "rate(events_total[5m] @ 1700001700.5)", "sum(level @ end()) + sum(level @ start())",
      "level offset 7m", "max_over_time(level[10m:77s])", "max_over_time(rate(events_total[2m])[10m:77s])",
      "min_over_time(max_over_time(level[5m500ms:13s])[10m:77s])", "max_over_time(level[10m:77s] @ 1700001700.5)",
      "max_over_time((level @ 1700001700.5)[10m:77s])", "rate(events_total[5m])[10m:77s]",
      "(level @ 1700001700.5)[10m:77s]",
      "predict_linear(level[5m] @ 1700001700.5, 60)", "absent(level)", "absent_over_time(nothing[5m])",
      "scalar(single)",
      "level * scalar(single @ 1700001700.5)", "timestamp(level)",
      "label_replace(level, \"c\", \"$1\", \"a\", \"(.*)\")",
      "histogram_quantile(0.9, rate(wait_seconds_bucket[5m]))", "rare unless level", "-level", "vector(1)",
    ]

    @Test func `samples are counted as prometheus counts them`() async throws {
      var random = SeededRandom(seed: Self.seed)
      let series = QueryData.floats(&random)
      let rest = random
      let differences = try await QueryPair.holding(series, feature: "promql-per-step-stats") { pair in
        try Self.differences(pair, rest)
      }
      #expect(differences.isEmpty, "seed \(Self.seed)\n\(differences.prefix(20).joined(separator: "\n"))")
    }

    private static func differences(_ pair: QueryPair, _ random: SeededRandom) throws -> [String] {
      var grammar = QueryGrammar(.shared, random)
      // A subquery within a subquery may begin where one of its own steps is, and there that prometheus has one more.
      let madeUp = (0..<madeUpCount).map { _ in grammar.query(depth: 3).text }.filter { text in
        text.split(separator: "[").dropFirst().count { $0.prefix { $0 != "]" }.contains(":") } < 2
      }
      let range = QueryPair.Times.range(from: start, through: start + 300_000, step: 30_000)
      var differences: [String] = []
      for query in queries + madeUp {
        for times in [.instant(start), range] {
          guard let (theirs, ours) = try pair.statistics(query, times) else { continue }
          // Where an answer is known to differ, its making does as well.
          let (expected, found) = try pair.ask(query, times)
          guard expected.agrees(with: found) else { continue }
          for name in ["totalQueryableSamples", "totalQueryableSamplesPerStep"] where theirs[name] != ours[name] {
            differences.append("\(query) \(times): \(name) is \(theirs[name]), not \(ours[name])")
          }
        }
      }
      return differences
    }
  }
}
