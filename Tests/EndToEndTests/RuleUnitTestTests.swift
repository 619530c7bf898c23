import FoundationEssentials
import TestSupport
import Testing

/// The same unit test files through promtool and through the built command.
@Suite struct RuleUnitTestTests {
  private static let fixtures = Files.repository + "/Tests/RuleUnitTestTests/Fixtures"

  @Test func `promtool and iapetus agree on every unit test file`() async throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: Self.fixtures).filter { $0.hasSuffix(".test.yml") }
    #expect(names.count > 20)
    for name in names.sorted() {
      let path = "\(Self.fixtures)/\(name)"
      let theirs = try await ChildProcess.run(["promtool", "test", "rules", path], input: "")
      let ours = try await ChildProcess.run([try ServerProcess.binary(), "test", "rules", path], input: "")
      #expect(ours.code == theirs.code && ours.code == (name.hasPrefix("pass") ? 0 : 1), "\(name)")
      #expect(ours.output == theirs.output, "\(name)")
      // What keeps a file from being tested is told in words of our own, with its place.
      if theirs.errors.contains("    ") || name.hasPrefix("pass") { #expect(ours.errors == theirs.errors, "\(name)") }
    }
  }

  /// Windows end between samples: those of promtool 2 are closed on the left. (Its means are others as well.)
  @Test func `numbers are promtool's to the last digit`() async throws {
    let folder = TemporaryDirectory()
    let path = folder.path + "/numbers.yml"
    var random = SeededRandom.fresh()
    let values = (0..<15).map { _ in "\(Double.random(in: 0...9, using: &random))" }.joined(separator: " ")
    let calls = [
      "rate(x[9m30s])", "increase(x[7m30s])", "delta(x[4m30s])", "irate(x[3m30s])", "deriv(x[8m30s])",
      "predict_linear(x[8m30s], 3600)", "sum_over_time(x[9m30s])", "stddev_over_time(x[9m30s])",
      "stdvar_over_time(x[5m30s])", "quantile_over_time(0.37, x[9m30s])",
    ]
    // Each expects what it cannot be, so that it is told what it is.
    let cases = calls.map { "      - {expr: '\($0)', eval_time: 800s, exp_samples: [{value: 1e99}]}" }
    try Files.write(
      """
      tests:
        - interval: 1m
          input_series: [{series: x, values: '\(values)'}]
          promql_expr_test:
      \(cases.joined(separator: "\n"))
      """, to: path)
    let theirs = try await ChildProcess.run(["promtool", "test", "rules", path], input: "")
    let ours = try await ChildProcess.run([try ServerProcess.binary(), "test", "rules", path], input: "")
    #expect(theirs.errors.contains("got"), "\(theirs.errors)")
    #expect(ours.errors == theirs.errors, "seed \(random.seed)")
  }

  @Test func `several files are tested in one go, by name, and reported as JUnit`() async throws {
    let folder = TemporaryDirectory()
    let (first, second) = (folder.path + "/first.yml", folder.path + "/second.yml")
    try Files.write(
      """
      rule_files: ['rules/*.yml', 'none*.yml']
      fuzzy_compare: true
      tests:
        - name: sums
          interval: 1m
          input_series: [{series: 'm{i="1"}', values: '0.1x5'}, {series: 'm{i="2"}', values: '0.2x5'}]
          promql_expr_test: [{expr: 'm:sum', eval_time: 3m, exp_samples: [{labels: 'm:sum', value: 0.3}]}]
        - name: wrong
          promql_expr_test: [{expr: '1', eval_time: 0, exp_samples: [{value: 2}]}]
      """, to: first)
    try Files.write(
      """
      rule_files: [rules/r.yml]
      tests:
        - name: alerts
          start_timestamp: 2026-01-01T00:00:00Z
          interval: 1m
          external_labels: {region: eu}
          external_url: http://here
          input_series: [{series: m, values: '5x9'}]
          alert_rule_test:
            - {eval_time: 1m, alertname: Much, exp_alerts: []}
            - eval_time: 2m
              alertname: Much
              exp_alerts: [{exp_labels: {team: a}, exp_annotations: {text: '5 in eu, see http://here'}}]
      """, to: second)
    let rules = """
      groups:
        - name: g
          owner: nobody
          rules:
            - {record: 'm:sum', expr: sum(m)}
            - alert: Much
              expr: m:sum > 3
              for: 2m
              labels: {team: a}
              annotations: {text: '{{ $value }} in {{ $externalLabels.region }}, see {{ $externalURL }}'}
      """
    _ = try await ChildProcess.run(["mkdir", folder.path + "/rules"])
    try Files.write(rules, to: folder.path + "/rules/r.yml")
    let binary = try ServerProcess.binary()
    func test(_ arguments: String...) async throws -> (code: CInt, output: String, errors: String) {
      try await ChildProcess.run([binary, "test"] + arguments, input: "")
    }
    let strict = try await test("rules", first, second)
    #expect(strict.code == 1 && strict.errors.contains("r.yml:3:5: unknown key \"owner\""), "\(strict.errors)")
    let good = try await test("rules", "--ignore-unknown-fields", "--run=^sum", "--run=ler", first, second)
    #expect(good.code == 0, "\(good.errors)")
    #expect(
      good.output == "Unit Testing:  \(first)\n  SUCCESS\n\nUnit Testing:  \(second)\n  SUCCESS\n\n")
    #expect(good.errors == "  WARNING: no file match pattern \(folder.path)/none*.yml\n")
    let junit = folder.path + "/junit.xml"
    let all = try await test("--junit", junit, "rules", "--ignore-unknown-fields", "--diff", "--debug", first, second)
    #expect(all.code == 1)
    for word in [
      "DEBUG: Starting test wrong\n", "- {} 2E+00", "+ {} 1E+00", "{__name__=\"m:sum\"} =>\n5 @[1767225600000]\n",
    ] {
      #expect(all.errors.contains(word), "\(word) in \(all.errors)")
    }
    let xml = Files.text(of: junit)
    #expect(
      xml.contains("<testsuite name=\"\(first)\" tests=\"2\" failures=\"1\" errors=\"0\" skipped=\"0\""), "\(xml)")
    #expect(xml.contains("<testcase name=\"alerts\"/>"), "\(xml)")
    #expect(try await test("rules", "--run=(", first).code == 2)
  }
}
