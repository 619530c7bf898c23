import Glibc
import PromQL
import TestSupport
import TimeSeries

/// A few queries: each is read, written and read again, and evaluated.
///
/// Whatever can be read can be written so that it reads back as the same; every answer comes in time, or an error that
/// says something; and a range query is at each of its steps what an instant query is there.
package struct QuerySession: FuzzSession {
  private static let queryCount = 8

  private let seed: UInt64
  private let corpus: QueryCorpus
  private var random: SeededRandom
  package private(set) var inputCount = 0
  package private(set) var sampleCount = 0
  package private(set) var errorCount = 0

  init(_ corpus: QueryCorpus, seed: UInt64) {
    self.corpus = corpus
    self.seed = seed
    random = SeededRandom(seed: seed)
  }

  package mutating func run() async -> FuzzFinding? {
    for _ in 0..<QuerySession.queryCount {
      let text = corpus.text(&random)
      if let what = await problem(with: text) { return FuzzFinding(what: what, input: Array(text.utf8), seed: seed) }
    }
    return nil
  }

  private mutating func problem(with text: String) async -> String? {
    inputCount += 1
    corpus.watchdog?.begin(text)
    defer { corpus.watchdog?.end() }
    let begin = ContinuousClock.now
    let problem = await look(at: text)
    let taken = ContinuousClock.now - begin
    return problem ?? (taken > .seconds(corpus.secondsMax) ? "it took \(taken)" : nil)
  }

  private mutating func look(at text: String) async -> String? {
    let expression: Expression
    do {
      expression = try Parser.parse(text)
    } catch {
      errorCount += 1
      return QuerySession.problem(with: error.description, text)
    }
    if let problem = QuerySession.problemWritten(expression) { return problem }
    let time = QueryData.start + 1000 * Timestamp.random(in: 0...3600, using: &random) + 500
    let step = [1, 1000, 15_000, 77_000][Int.random(in: 0..<4, using: &random)] as Milliseconds
    let isRange = Bool.random(using: &random) && [.scalar, .instantVector].contains(expression.type)
    let end = time + step * Timestamp.random(in: 0...20, using: &random)
    do {
      let result =
        isRange
        ? try await corpus.engine.range(
          expression, text: text, from: time, through: end, step: step, on: corpus.storage)
        : try await corpus.engine.instant(expression, text: text, at: time, on: corpus.storage)
      sampleCount += result.value.sampleCount
      guard isRange, Int.random(in: 0..<4, using: &random) == 0, text.doesNotKnowItsRange else { return nil }
      return try await difference(expression, result.value, at: end - (end - time) % step)
    } catch {
      errorCount += 1
      return QuerySession.problem(with: error, text)
    }
  }

  // MARK: What must hold

  /// An error must say something, in not too many words.
  private static func problem(with message: String, _ text: String) -> String? {
    if message.isEmpty { return "an error without a text" }
    return message.utf8.count > 2000 + 8 * text.utf8.count ? "a long error: \(message)" : nil
  }

  private static func problem(with error: QueryError, _ text: String) -> String? {
    if error.reason == .storage || error.reason == .timeout { return "\(error.reason.rawValue): \(error)" }
    // Labels of series that stand in an error are not the query's.
    return problem(with: error.description, text + String(repeating: " ", count: 1000))
  }

  private static func problemWritten(_ expression: Expression) -> String? {
    let written = expression.text
    for text in [written, expression.prettyText] {
      guard let again = try? Parser.parse(text) else { return "written, it cannot be read: \(text)" }
      if again.text != written { return "written as \(written), read as \(again.text)" }
    }
    return nil
  }

  /// What the last step of a range query has that the instant query there has not, or the other way round.
  private func difference(_ expression: Expression, _ range: QueryValue, at time: Timestamp) async throws(QueryError)
    -> String?
  {
    let instant = try await corpus.engine.instant(expression, at: time, on: corpus.storage)
    guard case .matrix(let series) = range else { return "a range query that answers no matrix" }
    var lasts: [Labels: Double] = [:]
    for series in series where series.samples.timestamps.last == time {
      lasts[series.labels] = series.samples.values.last
    }
    var singles: [Labels: Double] = [:]
    switch instant.value {
    case .scalar(_, let value): singles[.empty] = value
    case .vector(let samples): for sample in samples { singles[sample.labels] = sample.value }
    default: return "an instant query that answers neither scalar nor vector"
    }
    if QuerySession.areSame(lasts, singles) { return nil }
    // Of the series of an `or`, the first step says whether they keep their names.
    if expression.text.contains(" or "), QuerySession.areSame(lasts.withoutNames, singles.withoutNames) { return nil }
    return "at \(time), in a range \(lasts), alone \(singles)"
  }

  private static func areSame(_ lasts: [Labels: Double], _ singles: [Labels: Double]) -> Bool {
    lasts.count == singles.count && lasts.allSatisfy { singles[$0]?.isNear($1) ?? false }
  }
}

extension QueryValue {
  fileprivate var sampleCount: Int {
    switch self {
    case .scalar, .string: 1
    case .vector(let samples): samples.count
    case .matrix(let series): series.reduce(0) { $0 + $1.samples.count }
    }
  }
}

extension [Labels: Double] {
  fileprivate var withoutNames: Self {
    Self(map { ($0.removing([LabelName.metricName]), $1) }) { Swift.min($0, $1) }
  }
}

extension Double {
  /// Whether the two are the same but for rounding.
  package func isNear(_ other: Double) -> Bool {
    if self == other || isNaN && other.isNaN { return true }
    return (self - other).magnitude <= 1e-6 * max(magnitude, other.magnitude) + 1e-7
  }
}

extension String {
  /// Whether no part of the query depends on which steps there are.
  fileprivate var doesNotKnowItsRange: Bool {
    let text = lowercased()
    return !["start", "end", "step", "range", "sort", "_of_", "topk", "bottomk", "limit", "info"].contains {
      text.contains($0)
    }
  }
}
