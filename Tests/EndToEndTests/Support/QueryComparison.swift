import TestSupport
import TimeSeries
import Trials

/// Many queries, asked of both servers of a pair. One that differs is made as small as it gets.
struct QueryComparison {
  /// How often a query that differs is tried to be made smaller.
  private static let attemptsMax = 300

  let pair: QueryPair
  private var grammar: QueryGrammar
  /// What differs, with both answers.
  private(set) var differences: [String] = []
  /// Queries that have an answer with series.
  private(set) var answerCount = 0
  /// How often each known difference was met.
  private(set) var known: [KnownDifference: Int] = [:]

  init(pair: QueryPair, random: SeededRandom) {
    self.pair = pair
    grammar = QueryGrammar(.shared, random)
  }

  mutating func run(queryCount: Int) throws {
    for _ in 0..<queryCount {
      let tree = grammar.query(depth: Int.random(in: 1...4, using: &grammar.random))
      let times = self.times()
      let (theirs, ours) = try pair.ask(tree.text, times)
      if ours.count > 0 { answerCount += 1 }
      if theirs.agrees(with: ours) { continue }
      if let difference = KnownDifference.explaining(tree.text, theirs, ours) {
        known[difference, default: 0] += 1
        continue
      }
      differences.append(try smallest(tree, times))
    }
  }

  /// Half a second off the whole ones: see ``QueryGrammar``.
  private mutating func times() -> QueryPair.Times {
    let start = QueryData.start + 500 + 1000 * Timestamp.random(in: 0...3700, using: &grammar.random)
    if Int.random(in: 0..<2, using: &grammar.random) == 0 { return .instant(start) }
    let step = [1000, 15_000, 30_000, 77_000, 300_000][Int.random(in: 0..<5, using: &grammar.random)] as Milliseconds
    return .range(from: start, through: start + step * Timestamp.random(in: 0...20, using: &grammar.random), step: step)
  }

  /// The smallest query that still differs without being known to, and how.
  private func smallest(_ tree: QueryTree, _ times: QueryPair.Times) throws -> String {
    var tree = tree
    var attempts = 0
    var candidates = tree.smaller.makeIterator()
    while attempts < Self.attemptsMax, let candidate = candidates.next() {
      attempts += 1
      let (theirs, ours) = try pair.ask(candidate.text, times)
      if theirs.agrees(with: ours) || KnownDifference.explaining(candidate.text, theirs, ours) != nil { continue }
      tree = candidate
      candidates = tree.smaller.makeIterator()
    }
    let (theirs, ours) = try pair.ask(tree.text, times)
    return "\(tree.text)\n\(times)\nprometheus: \(theirs)\niapetus: \(ours)"
  }
}
