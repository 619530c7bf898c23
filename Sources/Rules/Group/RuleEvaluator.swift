package import PromQL
import Storage
package import TimeSeries

/// Asks the one view for the worth of an expression at one moment.
package typealias RuleQuery = @Sendable (Expression, Timestamp) async throws(QueryError) -> QueryResult

/// Turns the answer to a rule's expression into what is to be stored. Stores nothing itself.
struct RuleEvaluator: Sendable {
  let query: RuleQuery
  let storage: any Appendable
  let externalLabels: Labels
  /// Series or alerts that one rule may produce; 0 is any number.
  let limit: Int

  /// The output of `rule` at `slot`, whose data is as of `timestamp`.
  func output(
    of rule: inout RuleProgress, slot: Timestamp, timestamp: Timestamp
  ) async throws(RuleError) -> RuleOutput {
    let vector = try await answer(to: rule.settings.expression, at: timestamp)
    switch rule.settings.kind {
    case .recording(let labels): return try recorded(vector, labels, &rule)
    case .alerting(let alerting): return try alerted(vector, alerting, &rule, slot)
    }
  }

  private func answer(to expression: Expression, at timestamp: Timestamp) async throws(RuleError) -> [VectorSample] {
    let result: QueryResult
    do {
      result = try await query(expression, timestamp)
    } catch {
      throw RuleError(.query, error.description)
    }
    switch result.value {
    case .vector(let samples): return samples
    case .scalar(let timestamp, let value):
      return [VectorSample(labels: .empty, timestamp: timestamp, value: value)]
    case .string, .matrix: throw RuleError(.resultType, "rule result is not a vector or scalar")
    }
  }

  private func recorded(
    _ vector: [VectorSample], _ labels: [Label], _ rule: inout RuleProgress
  ) throws(RuleError) -> RuleOutput {
    let name = rule.settings.name
    let ids = try rule.names.outputs(for: vector.map(\.labels)) { (input: Labels) throws(RuleError) -> SeriesID in
      var builder = LabelsBuilder(input)
      builder.set(LabelName.metricName, to: name)
      for label in labels { builder.set(label.name, to: label.value) }
      return try seriesID(of: builder.labels())
    }
    guard Set(ids).count == ids.count else {
      throw RuleError(
        .duplicateSeries, "vector contains metrics with the same labelset after applying rule labels")
    }
    try checkLimit(ids.count, "series")
    return RuleOutput(
      rows: zip(ids, vector).map { RuleOutput.Row(series: $0, value: $1.value, histogram: $1.histogram) })
  }

  private func alerted(
    _ vector: [VectorSample], _ alerting: AlertingRuleSettings, _ rule: inout RuleProgress, _ slot: Timestamp
  ) throws(RuleError) -> RuleOutput {
    let name = rule.settings.name
    let matches = vector.map { alerting.match(for: $0, alertName: name, externalLabels: externalLabels) }
    let book = try rule.memory.alerts.advanced(by: matches, at: slot, alerting.timing)
    do {
      try checkLimit(book.active.count, "alerts")
    } catch {
      // As in Prometheus: what is too much is forgotten, not kept half.
      rule.memory.alerts = AlertBook()
      rule.isUnsaved = true
      throw error
    }
    var rows: [RuleOutput.Row] = []
    for alert in book.active {
      for (labels, value) in AlertSeries.samples(of: alert) {
        rows.append(RuleOutput.Row(series: try seriesID(of: labels), value: value))
      }
    }
    return RuleOutput(rows: rows, alerts: book)
  }

  private func checkLimit(_ count: Int, _ what: String) throws(RuleError) {
    guard limit > 0, count > limit else { return }
    throw RuleError(.limit, "exceeded limit of \(limit) with \(count) \(what)")
  }

  private func seriesID(of labels: Labels) throws(RuleError) -> SeriesID {
    do {
      return try storage.seriesID(of: labels)
    } catch {
      throw RuleError(.storage, error.description)
    }
  }
}
