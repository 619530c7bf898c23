import PromQL
import Storage
import TimeSeries

/// Turns the answer to a rule's expression into what is to be stored. Stores nothing itself.
struct RuleEvaluator: Sendable {
  let query: RuleQuery
  /// Storage as the group sees it at this slot.
  let view: any Queryable
  let storage: any Appendable
  let key: RuleGroupKey
  let externalLabels: Labels
  let externalURL: String
  /// Series or alerts that one rule may produce; 0 is any number.
  let limit: Int
  let partialResponse: PartialResponseStrategy
  let interval: Milliseconds
  let slot: Timestamp
  /// As of when the data is, and what is stored: the slot, less the group's offset.
  let timestamp: Timestamp
  let expansions: ExpansionRules

  /// The output of `rule`, whose inputs are as complete as `coverage` says.
  func output(of rule: inout RuleProgress, _ coverage: SlotCoverage) async throws(RuleError) -> RuleOutput {
    rule.coverage = coverage.isFederated ? coverage.ratio : nil
    switch rule.settings.kind {
    case .recording(let labels): return try await recorded(labels, &rule, coverage)
    case .alerting(let alerting): return try await alerted(alerting, &rule, coverage)
    }
  }

  private func answer(to expression: Expression) async throws(RuleError) -> [VectorSample] {
    let result: QueryResult
    do {
      result = try await query.answer(expression, timestamp, view, for: key)
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

  private func checkLimit(_ count: Int, _ what: String) throws(RuleError) {
    guard limit > 0, count > limit else { return }
    throw RuleError(.limit, "exceeded limit of \(limit) with \(count) \(what)")
  }

  private func checkPartialResponse(_ coverage: SlotCoverage) throws(RuleError) {
    guard partialResponse == .abort, !coverage.missing.isEmpty else { return }
    let names = coverage.missing.map { QuotedText.quoted($0) }.joined(separator: ", ")
    throw RuleError(
      .incomplete,
      "\(coverage.missing.count) of \(coverage.expected.count) clusters are missing (\(names)), and the group has "
        + "partial_response_strategy abort")
  }

  private func seriesID(of labels: Labels) throws(RuleError) -> SeriesID {
    do {
      return try storage.seriesID(of: labels)
    } catch {
      throw RuleError(.storage, error.description)
    }
  }
}

// Recording rules.
extension RuleEvaluator {
  private func recorded(
    _ labels: [Label], _ rule: inout RuleProgress, _ coverage: SlotCoverage
  ) async throws(RuleError) -> RuleOutput {
    try checkPartialResponse(coverage)
    var output = try await policyOutput(labels, &rule, isMissing: !coverage.missing.isEmpty)
    if coverage.isFederated { output.rows.append(try coverageRow(&rule, coverage)) }
    return output
  }

  private func policyOutput(
    _ labels: [Label], _ rule: inout RuleProgress, isMissing: Bool
  ) async throws(RuleError) -> RuleOutput {
    guard isMissing else { return try await computed(labels, &rule) }
    switch rule.settings.onMissing {
    case .record: return try await computed(labels, &rule)
    case .withhold: return RuleOutput(rows: [], isWithheld: true)
    case .hold(let longest):
      let held = rule.memory.held ?? HeldOutput(since: slot, rows: rule.lastRows)
      return RuleOutput(rows: slot - held.since < longest ? held.rows : [], held: held, isWithheld: true)
    }
  }

  private func computed(_ labels: [Label], _ rule: inout RuleProgress) async throws(RuleError) -> RuleOutput {
    let vector = try await answer(to: rule.settings.expression)
    let name = rule.settings.name
    let ids = try rule.names.outputs(for: vector) { (input: Labels) throws(RuleError) -> SeriesID in
      var builder = LabelsBuilder(input)
      builder.set(LabelName.metricName, to: name)
      for label in labels { builder.set(label.name, to: label.value) }
      return try seriesID(of: builder.labels())
    }
    // The same as last time, when no two were alike.
    guard ids == rule.storedSeries || Set(ids).count == ids.count else {
      throw RuleError(
        .duplicateSeries, "vector contains metrics with the same labelset after applying rule labels")
    }
    try checkLimit(ids.count, "series")
    return RuleOutput(
      rows: zip(ids, vector).map { RuleOutput.Row(series: $0, value: $1.value, histogram: $1.histogram) })
  }

  private func coverageRow(_ rule: inout RuleProgress, _ coverage: SlotCoverage) throws(RuleError) -> RuleOutput.Row {
    if let series = rule.coverageSeries { return RuleOutput.Row(series: series, value: coverage.ratio) }
    let series = try seriesID(of: CoverageSeries.labels(of: rule.settings, in: key))
    rule.coverageSeries = series
    return RuleOutput.Row(series: series, value: coverage.ratio)
  }
}

// Alerting rules.
extension RuleEvaluator {
  private func alerted(
    _ alerting: AlertingRuleSettings, _ rule: inout RuleProgress, _ coverage: SlotCoverage
  ) async throws(RuleError) -> RuleOutput {
    try checkPartialResponse(coverage)
    let vector = try await answer(to: rule.settings.expression)
    let name = rule.settings.name
    let expansion = AlertExpansion(
      externalLabels: externalLabels, externalURL: externalURL, coverage: coverage.ratio, timestamp: timestamp,
      rules: expansions
    ) { [query, timestamp, view, key] (expression) async throws(QueryError) -> QueryResult in
      try await query.answer(expression, timestamp, view, for: key)
    }
    var matches: [AlertMatch] = []
    for sample in vector { matches.append(await expansion.match(for: sample, alerting, name: name)) }
    let hold = AlertHold(coverage, minimum: alerting.minCoverage, interval: interval)
    let book = try rule.memory.alerts.advanced(by: matches, at: slot, alerting.timing, hold)
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
}
