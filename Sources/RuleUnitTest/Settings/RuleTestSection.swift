import Config
import TimeSeries

/// Reads unit test files of rules, in promtool's format: an unknown key is an error, unless those are to be ignored.
enum RuleTestSection {
  /// - Throws: ``ConfigError`` with everything that is wrong in the file.
  static func load(path: String, ignoresUnknownKeys: Bool) throws(ConfigError) -> RuleTestFile {
    let limits = YAMLLimits()
    let text = try FilePath.read(path, bytesMax: limits.bytesMax)
    let document = try YAMLReader.read(text, file: path, limits: limits)
    let log = IssueLog(file: path, ignoresUnknownKeys: ignoresUnknownKeys)
    let file = SectionReader(document, "a unit test file", log).map { read($0) }
    guard log.issues.isEmpty, let file else { throw ConfigError(.invalid, log.sorted) }
    return file
  }

  private static func read(_ section: SectionReader) -> RuleTestFile {
    var file = RuleTestFile()
    for (pattern, _) in section.texts("rule_files") where !pattern.isEmpty {
      let path = FilePath.resolved(pattern, in: section.log.folder)
      let matches = FilePath.matches(of: path)
      if matches.isEmpty { file.unmatchedPatterns.append(path) }
      file.rulePaths += matches
    }
    file.evaluationInterval = section.nonzeroDuration("evaluation_interval") ?? file.evaluationInterval
    file.isFuzzy = section.bool("fuzzy_compare") ?? false
    for (name, position) in section.texts("group_eval_order") {
      if file.groupOrder.contains(name) {
        section.log.report(position, "group name repeated in evaluation order: \(name)")
      }
      file.groupOrder.append(name)
    }
    file.tests = section.sections("tests", "a test").enumerated().map { number, section in
      test(section, number, file.evaluationInterval)
    }
    section.finish()
    return file
  }

  private static func test(
    _ section: SectionReader, _ number: Int, _ evaluationInterval: Milliseconds
  ) -> RuleTest {
    let name = section.text("name") ?? ""
    var budget = InputLimits.valuesMax
    let test = RuleTest(
      name: name, number: number, start: start(section),
      interval: section.nonzeroDuration("interval") ?? evaluationInterval,
      series: section.sections("input_series", "a series").compactMap { series($0, &budget) },
      externalLabels: section.labels("external_labels"), externalURL: section.text("external_url") ?? "",
      alertExpectations: section.sections("alert_rule_test", "an alert test").map { alerts($0, testName: name) },
      expressionExpectations: section.sections("promql_expr_test", "an expression test").map(expression))
    section.finish()
    return test
  }

  /// Seconds since the epoch, or a time as in RFC 3339.
  private static func start(_ section: SectionReader) -> Timestamp {
    guard let text = section.text("start_timestamp") else { return 0 }
    if let seconds = Double(text), let time = Timestamp(exactly: (seconds * 1000).rounded()) { return time }
    if let time = UTCTime.timestamp(text) { return time }
    section.report("start_timestamp", "start_timestamp must be seconds or a time as in 2026-01-31T12:00:00Z")
    return 0
  }

  private static func series(_ section: SectionReader, _ budget: inout Int) -> InputSeries? {
    defer { section.finish() }
    let (labels, values) = (section.text("series") ?? "", section.text("values") ?? "")
    do {
      return InputSeries(labels: try SeriesNotation.labels(labels), values: try SeriesNotation.values(values, &budget))
    } catch {
      section.log.report(section.position, error.description)
      return nil
    }
  }

  private static func alerts(_ section: SectionReader, testName: String) -> AlertExpectation {
    let evaluation = section.duration("eval_time") ?? 0
    let name = section.text("alertname") ?? ""
    if name.isEmpty {
      section.log.report(
        section.position,
        "an item under alert_rule_test misses required attribute alertname at eval_time "
          + PromDuration.text(evaluation) + (testName.isEmpty ? "" : " (in TestGroup \(testName))"))
    }
    let alerts = section.sections("exp_alerts", "an expected alert").map { alert -> FiringAlert in
      defer { alert.finish() }
      // The rule itself does not name it, but each of its alerts has it.
      let named = pairs(alert, "exp_labels").filter { $0.name != LabelName.alertName }
      return FiringAlert(
        labels: (named + [Label(name: LabelName.alertName, value: name)]).sorted(),
        annotations: pairs(alert, "exp_annotations"))
    }
    section.finish()
    return AlertExpectation(evaluation: evaluation, alertName: name, alerts: alerts)
  }

  private static func pairs(_ section: SectionReader, _ key: String) -> [Label] {
    section.textEntries(key).map { Label(name: $0.name, value: $0.text) }.sorted()
  }

  private static func expression(_ section: SectionReader) -> ExpressionExpectation {
    defer { section.finish() }
    return ExpressionExpectation(
      evaluation: section.duration("eval_time") ?? 0, expression: section.text("expr") ?? "",
      samples: section.sections("exp_samples", "an expected sample").map { sample in
        defer { sample.finish() }
        return .init(
          labels: sample.text("labels") ?? "", value: number(sample, "value"), histogram: sample.text("histogram") ?? ""
        )
      })
  }

  private static func number(_ section: SectionReader, _ key: String) -> Double {
    guard let text = section.text(key) else { return 0 }
    // YAML writes infinity and NaN with a dot.
    let plain = text.filter { $0 != "_" }.lowercased()
    let special: [String: Double] = [".inf": .infinity, "+.inf": .infinity, "-.inf": -.infinity, ".nan": .nan]
    if let number = special[plain] ?? Double(plain) { return number }
    section.report(key, "\(key) must be a number, not \(QuotedText.quoted(text))")
    return 0
  }
}
