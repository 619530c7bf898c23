import Dedup
import Fleet
import PromQL
import TimeSeries

/// What the answer to a query is to hold: the result, and how much is told of its cost.
struct QueryAnswerContent: Sendable {
  enum StatisticsDetail: Sendable {
    case none, totals, perStep
  }

  var result: QueryResult
  /// Which clusters the result speaks for.
  var coverage = Coverage()
  /// What it lacks because of budgets.
  var refusals = Annotations()
  /// Which replicas it is from, if that is wanted.
  var dedup: DedupExplanation.Content?
  /// What each part of the query did, if that is wanted.
  var plan: ExplainedPlan?
  var statistics = StatisticsDetail.none
  /// Of the first step, and between steps; for the statistics per step.
  var start: Timestamp = 0
  var step: Milliseconds = 0

  /// Cuts the result to `limit` series; 0 is no limit. Says so in a warning.
  mutating func truncate(to limit: Int) {
    guard limit > 0 else { return }
    switch result.value {
    case .vector(let samples) where samples.count > limit: result.value = .vector(Array(samples.prefix(limit)))
    case .matrix(let matrix) where matrix.count > limit: result.value = .matrix(Array(matrix.prefix(limit)))
    default: return
    }
    result.annotations.warn("results truncated due to limit")
  }

  /// The member `stats`, if it is wanted.
  func writeStatistics(to writer: inout JSONWriter) {
    guard statistics != .none else { return }
    writer.objectMember("stats") { writer in
      writer.objectMember("timings") { result.statistics.writeTimings(to: &$0) }
      writer.objectMember("samples") { writeSamples(to: &$0) }
    }
  }

  private func writeSamples(to writer: inout JSONWriter) {
    if statistics == .perStep, !result.statistics.queryableSamplesPerStep.isEmpty {
      writer.arrayMember("totalQueryableSamplesPerStep") { writer in
        for (index, count) in result.statistics.queryableSamplesPerStep.enumerated() {
          writer.array {
            $0.value { JSONText.append(start + Int64(index) * step, to: &$0) }
            $0.number(count)
          }
        }
      }
    }
    result.statistics.writeSamples(to: &writer)
  }
}
