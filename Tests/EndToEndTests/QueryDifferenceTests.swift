import FoundationEssentials
import TestSupport
import Testing
import Trials

extension EndToEnd {
  /// Queries that were made up, on series that were made up, have the answers that Debian's prometheus gives.
  struct QueryDifferenceTests {
    /// How many queries are asked. `IAPETUS_QUERIES=10000 swift test --filter QueryDifferenceTests` takes some minutes.
    private static let queryCount = number("IAPETUS_QUERIES") ?? 300

    /// Where the randomness begins, to see again what was seen.
    private static let seed = number("IAPETUS_SEED").map { UInt64($0) } ?? UInt64.random(in: 0...UInt64.max >> 16)

    private static func number(_ name: String) -> Int? { ProcessInfo.processInfo.environment[name].flatMap { Int($0) } }

    @Test func `a query has the answer that prometheus gives`() async throws {
      var random = SeededRandom(seed: Self.seed)
      let series = QueryData.floats(&random) + QueryData.steadyHistograms(&random)
      let rest = random
      let comparison = try await QueryPair.holding(series, feature: "native-histograms") { pair in
        var comparison = QueryComparison(pair: pair, random: rest)
        try comparison.run(queryCount: Self.queryCount)
        return (comparison.differences, comparison.answerCount, comparison.known)
      }
      let (differences, answerCount, known) = comparison
      #expect(
        differences.isEmpty,
        "seed \(Self.seed), \(differences.count):\n\(differences.prefix(20).joined(separator: "\n\n"))")
      #expect(answerCount > Self.queryCount / 3, "most queries have an answer with series, seed \(Self.seed)")
      if Self.queryCount > 300 {
        print("\(Self.queryCount) queries, \(answerCount) with series; known to differ: \(known)")
      }
    }
  }
}
