import Glibc
import PromQL
import Telemetry
import Template
import TestSupport
import Testing
import TimeSeries

@testable import Rules

/// The templates of `Fixtures/templates.txt`, one a line, as annotations of an alert: by promtool's unit tests of rules, and
/// by us.
@Suite struct PromtoolTemplateTests {
  private static let series = [
    "m{instance=\"a.b:80\", job=\"api\", zone=\"c\"}", "m{instance=\"b.b:80\", job=\"api\", zone=\"b\"}",
    "m{instance=\"c.b:80\", job=\"web\", zone=\"a\"}",
  ]
  private static let values = ["1.5", "2500", "0.25"]
  private static let evaluation: Timestamp = 300_000

  /// What Prometheus puts before every template counts in its columns: a comment of as many bytes makes up for it.
  private static let preamble = "{{/*" + String(repeating: "-", count: 104) + "*/}}"

  @Test func `templates expand exactly as promtool expands them`() async throws {
    let texts = lines(of: "templates.txt")
    #expect(texts.count > 150)
    let folder = TemporaryDirectory()
    try write(ruleFile(texts), to: folder.path + "/rules.yml")
    try write(testFile(), to: folder.path + "/test.yml")
    let theirs = output(of: "promtool test rules \(folder.path)/test.yml 2>&1")
    guard theirs.contains("Unit Testing") else { return }
    for (number, text) in texts.enumerated() {
      let ours = "\(name(number))=" + QuotedText.quoted(try await expanded(text))
      #expect(theirs.contains(ours) == true, "\(text)\n  ours: \(ours)")
    }
  }

  @Test func `malformed templates are refused in promtool's words`() throws {
    let texts = lines(of: "templates.bad.txt")
    #expect(texts.count > 80)
    let folder = TemporaryDirectory()
    try write(ruleFile(texts), to: folder.path + "/rules.yml")
    let theirs = output(of: "promtool check rules \(folder.path)/rules.yml 2>&1").split(separator: "\n").map(
      String.init)
    guard theirs.first?.contains("Checking") == true else { return }
    for (number, text) in texts.enumerated() {
      let prefix = "annotation \"\(name(number))\": "
      let expected = theirs.first { $0.contains(prefix) }.flatMap { $0.split(separator: prefix).last }
      #expect(refusal(of: text) == expected.map(String.init), "\(text)")
    }
  }

  private func refusal(of text: String) -> String? {
    do {
      _ = try Template(text, name: AlertingRuleSettings.templateName(ofAlert: "X"))
      return nil
    } catch {
      return error.description
    }
  }

  private func expanded(_ text: String) async throws -> String {
    let name = AlertingRuleSettings.templateName(ofAlert: "X")
    let template = try Template(Self.preamble + text, name: name)
    let alerting = AlertingRuleSettings(annotations: [.init(name: "a", template: template)])
    let notation = zip(Self.series, Self.values).map { "\($0) \($1)x10" }.joined(separator: "\n")
    let storage = MemoryStorage(notation, every: 60_000)
    let engine = QueryEngine(limits: QueryLimits(), registry: Registry())
    let expansion = AlertExpansion(
      externalLabels: ["region": "eu"], externalURL: "", coverage: 1, timestamp: Self.evaluation
    ) { (expression) async throws(QueryError) -> QueryResult in
      try await engine.instant(expression, at: Self.evaluation, on: storage)
    }
    let sample = VectorSample(
      labels: ["__name__": "m", "instance": "a.b:80", "job": "api", "zone": "c"], timestamp: Self.evaluation, value: 1.5
    )
    return await expansion.match(for: sample, alerting, name: "X").annotations[0].value
  }

  private func name(_ number: Int) -> String { "a\(1000 + number)" }

  /// One alert with all `texts` as annotations.
  private func ruleFile(_ texts: [String]) -> String {
    let annotations = texts.enumerated().map { number, text in
      "      \(name(number)): '\(text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''"))'\n"
    }
    return "groups:\n- name: g\n  rules:\n  - alert: X\n    expr: m{instance='a.b:80'}\n    annotations:\n"
      + annotations.joined()
  }

  /// Expects no alert, so that promtool says what there is.
  private func testFile() -> String {
    let input = zip(Self.series, Self.values).map { "  - {series: '\($0)', values: '\($1)x10'}\n" }.joined()
    return """
      rule_files: [rules.yml]
      tests:
      - interval: 1m
        external_labels: {region: eu}
        input_series:
      \(input)
        alert_rule_test: [{eval_time: 5m, alertname: X, exp_alerts: []}]
      """
  }

  private func lines(of fixture: String) -> [String] {
    let path = #filePath.dropLast("PromtoolTemplateTests.swift".count) + "Fixtures/" + fixture
    return output(of: "cat '\(path)'").split(separator: "\n").map(String.init)
  }

  private func write(_ text: String, to path: String) throws {
    let file = try #require(fopen(path, "w"))
    fputs(text, file)
    fclose(file)
  }

  private func output(of command: String) -> String {
    guard let pipe = popen(command, "r") else { return "" }
    defer { pclose(pipe) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = fread(&buffer, 1, buffer.count, pipe), count > 0 { bytes += buffer[..<count] }
    return String(decoding: bytes, as: UTF8.self)
  }
}
