import PromQL
import Telemetry
import TestSupport
import TimeSeries

/// Queries for the parser and the evaluator: by the grammar, broken ones, and chance.
package struct QueryCorpus: FuzzSubject {
  let engine: QueryEngine
  let storage: ColumnStorage
  /// How long one query may take, with all that is tried on it.
  let secondsMax: Int
  let watchdog: Watchdog?

  /// - Parameters:
  ///   - secondsMax: for one query with all that is tried on it.
  ///   - endsHangs: whether the process is to end when a query takes too long.
  package init(secondsMax: Int, endsHangs: Bool = false) {
    self.secondsMax = secondsMax
    var limits = QueryLimits()
    limits.timeout = Milliseconds(secondsMax) * 500
    limits.samplesMax = 200_000
    engine = QueryEngine(limits: limits, registry: Registry())
    var random = SeededRandom(seed: 1)
    storage = ColumnStorage(
      QueryData.floats(&random) + QueryData.steadyHistograms(&random) + QueryData.histograms(&random))
    watchdog = endsHangs ? Watchdog(limit: .seconds(secondsMax)) : nil
  }

  package func session(seed: UInt64) -> QuerySession { QuerySession(self, seed: seed) }

  func text(_ random: inout SeededRandom) -> String {
    switch Int.random(in: 0..<8, using: &random) {
    case 0: return words(&random)
    case 1..<4:
      var bytes = Array(grammatical(&random).utf8)
      BodyMutation.apply(to: &bytes, &random)
      return String(decoding: bytes, as: UTF8.self)
    default: return grammatical(&random)
    }
  }

  private func grammatical(_ random: inout SeededRandom) -> String {
    var grammar = QueryGrammar(.whole, random)
    let tree = grammar.query(depth: grammar.number(0...4))
    random = grammar.random
    return tree.text
  }

  /// Tokens in any order.
  private func words(_ random: inout SeededRandom) -> String {
    (0..<Int.random(in: 0...30, using: &random)).map { _ in
      QueryCorpus.tokens[Int.random(in: 0..<QueryCorpus.tokens.count, using: &random)]
    }.joined(separator: Bool.random(using: &random) ? " " : "")
  }

  private static let tokens =
    [
      "(", ")", "(", ")", "{", "}", "[", "]", ",", ":", "@", "+", "-", "*", "/", "%", "^", "==", "!=", "=~", "!~", "=",
      "<",
      ">=", "</", ">/", "1", "5m", "0x", "1e", "1.5", "\"", "'", "`", "\"a\"", "\\", "\\x", "#", "\n", "a", "level",
      "é", "\u{0}",
      "atan2", "and", "or", "unless", "bool", "by", "without", "on", "ignoring", "group_left", "group_right", "fill",
      "fill_left", "offset", "anchored", "smoothed", "start", "end", "step", "range", "min_of", "Inf", "NaN", "💧",
    ] + Aggregation.Operator.allCases.map(\.rawValue) + FunctionTable.all.map(\.name)
}
