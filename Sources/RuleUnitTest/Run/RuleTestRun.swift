import PromQL
import Rules
import Template
import TimeSeries

/// One test: ticks from its start to the last time that is looked at.
///
/// An alert is looked at right after the tick at or before its time, an expression at the end, at its own time.
struct RuleTestRun {
  /// More ticks than any test needs, and few enough to end.
  static let ticksMax: Int64 = 1_000_000

  let test: RuleTest
  let file: RuleTestFile
  let stage: TestStage
  let options: RuleTestOptions
  private var failures: [String] = []
  /// Input not yet taken in, by time.
  private var input: [(labels: Labels, timestamp: Timestamp, value: SeriesValue)]
  private var notes: [String] = []
  private let begun = ContinuousClock.now

  init(_ test: RuleTest, in file: RuleTestFile, groups: [RuleGroupSettings], _ options: RuleTestOptions) throws {
    self.test = test
    self.file = file
    self.options = options
    stage = try TestStage(
      test, groups: RuleTestRun.ordered(groups, file.groupOrder), evaluationInterval: file.evaluationInterval)
    input = test.series.flatMap { series in
      series.values.enumerated().compactMap { place, value in
        value.map { (series.labels, test.start + Timestamp(place) * test.interval, $0) }
      }
    }.sorted { $0.timestamp > $1.timestamp }
  }

  /// Groups that the order does not name stand with its first; otherwise the order of the files is kept.
  private static func ordered(_ groups: [RuleGroupSettings], _ names: [String]) -> [RuleGroupSettings] {
    let places = Dictionary(names.enumerated().map { ($0.element, $0.offset) }) { first, _ in first }
    return groups.enumerated().sorted { left, right in
      (places[left.element.name] ?? 0, left.offset) < (places[right.element.name] ?? 0, right.offset)
    }.map(\.element)
  }

  /// What went wrong, each as promtool says it, and what `--debug` shows.
  mutating func run() async throws -> (failures: [String], notes: [String]) {
    let interval = file.evaluationInterval
    guard test.lastEvaluation / interval < Self.ticksMax else {
      return (["    more than \(Self.ticksMax) evaluations until \(PromDuration.text(test.lastEvaluation))"], [])
    }
    if options.isDebugging { notes.append("DEBUG: Starting test \(test.reportName)") }
    for offset in stride(from: 0, through: test.lastEvaluation, by: Milliseconds.Stride(interval)) {
      try await stage.advance(to: test.start + offset, takeInput(through: test.start + offset))
      let broken = evaluationFailures(at: offset)
      failures += broken
      if !broken.isEmpty { return await finished() }
      for expectation in test.alertExpectations where (offset..<offset + interval).contains(expectation.evaluation) {
        check(expectation)
      }
    }
    for expectation in test.expressionExpectations { await check(expectation) }
    return await finished()
  }

  private mutating func takeInput(
    through time: Timestamp
  ) -> [(labels: Labels, timestamp: Timestamp, value: SeriesValue)] {
    var taken: [(labels: Labels, timestamp: Timestamp, value: SeriesValue)] = []
    while let next = input.last, next.timestamp <= time { taken.append(input.removeLast()) }
    return taken
  }

  private func evaluationFailures(at offset: Milliseconds) -> [String] {
    stage.groups.flatMap(\.rules).filter { $0.health == .failed }.map { rule in
      "    rule: \(rule.name), time: \(DurationText.text(offset * 1_000_000)), err: \(rule.lastError)"
    }
  }

  private mutating func finished() async -> (failures: [String], notes: [String]) {
    if options.isDebugging {
      await dump()
      notes.append("DEBUG: Test \(test.reportName) finished, took \(took)")
    }
    await stage.close()
    return (failures, notes)
  }

  private var took: String {
    let (seconds, attoseconds) = (ContinuousClock.now - begun).components
    return DurationText.text(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
  }

  private mutating func dump() async {
    // The next full second, as promtool says it.
    let end = (test.lastEvaluation / 1000 + 1) * 1000
    notes.append("DEBUG: Dump of all data (input_series and rules) at \(DurationText.text(end * 1_000_000)):")
    let all = "{__name__!=\"\"}[\(PromDuration.text(end + 1))]"
    guard case .matrix(let series)? = try? await stage.answer(all, at: test.start + end) else { return }
    for series in series {
      notes.append("\(LabelPairs.text(Array(series.labels))) =>\n\(shown(series.samples))")
    }
  }

  /// Values, each with its timestamp.
  private func shown(_ samples: SampleColumns) -> String {
    var texts = samples.values.map(FloatText.plain)
    for row in samples.histograms { texts[row.row] = HistogramNotation.text(of: row.histogram) }
    return zip(texts, samples.timestamps).map { "\($0) @[\($1)]" }.joined(separator: "\n")
  }
}

// Alerts.
extension RuleTestRun {
  private mutating func check(_ expectation: AlertExpectation) {
    let alerts = stage.groups.flatMap(\.rules).filter { $0.name == expectation.alertName }
      .flatMap { $0.alerting?.alerts ?? [] }.filter { $0.state == .firing }
    let got = alerts.map { FiringAlert(labels: Array($0.labels), annotations: $0.annotations.sorted()) }.ordered
    let expected = expectation.alerts.ordered
    guard got != expected else { return }
    let name = test.name.isEmpty ? "" : "    name: \(test.name),\n"
    let head = "\(name)    alertname: \(expectation.alertName), time: \(PromDuration.text(expectation.evaluation)), \n"
    let indent = String(repeating: " ", count: 12)
    if options.showsDifference {
      let difference = LineDifference.text(from: expected.text, to: got.text)
      failures.append(head + "        diff (- exp, + got):\n" + difference.indented(by: indent, fromFirst: true))
    } else {
      failures.append(
        head + "        exp:\(expected.text.indented(by: indent)), \n        got:\(got.text.indented(by: indent))")
    }
  }
}

// Expressions.
extension RuleTestRun {
  private mutating func check(_ expectation: ExpressionExpectation) async {
    let head =
      "    expr: \(QuotedText.quoted(expectation.expression)), time: \(PromDuration.text(expectation.evaluation)),"
    do {
      let got = try await samples(of: expectation).sorted { $0.labels < $1.labels }
      let expected = try expectation.samples.map(ComparedSample.init).sorted { $0.labels < $1.labels }
      let isEqual =
        expected.count == got.count
        && zip(expected, got).allSatisfy { $0.isEqual(to: $1, isFuzzy: file.isFuzzy) }
      if !isEqual { failures.append(head + difference(expected, got)) }
    } catch {
      failures.append("\(head) err: \(error)")
    }
  }

  private func samples(of expectation: ExpressionExpectation) async throws -> [ComparedSample] {
    let value = try await stage.answer(expectation.expression, at: test.start + expectation.evaluation)
    switch value {
    case .vector(let samples): return samples.map(ComparedSample.init)
    case .scalar(_, let value): return [ComparedSample(labels: .empty, value: value, histogram: "")]
    case .string, .matrix: throw SeriesNotationError(description: "rule result is not a vector or scalar")
    }
  }

  private func difference(_ expected: [ComparedSample], _ got: [ComparedSample]) -> String {
    guard options.showsDifference else { return "\n        exp: \(expected.text)\n        got: \(got.text)" }
    let lines = LineDifference.text(
      from: expected.map(\.text).joined(separator: "\n"), to: got.map(\.text).joined(separator: "\n"))
    return "\n        diff (- exp, + got):\n" + lines.indented(by: String(repeating: " ", count: 12), fromFirst: true)
  }
}
