import FoundationEssentials
import RE2
import TestSupport
import Testing

@testable import RuleUnitTest

@Suite struct RuleTestRunnerTests {
  private static let fixtures = String(#filePath.dropLast("RuleTestRunnerTests.swift".count)) + "Fixtures"

  private func run(_ text: String, _ change: (inout RuleTestOptions) -> Void = { _ in }) async throws
    -> RuleTestReport.File
  {
    let folder = TemporaryDirectory()
    let rules = try String(contentsOfFile: Self.fixtures + "/rules.yml", encoding: .utf8)
    try rules.write(toFile: folder.path + "/rules.yml", atomically: true, encoding: .utf8)
    try text.write(toFile: folder.path + "/test.yml", atomically: true, encoding: .utf8)
    var options = RuleTestOptions()
    change(&options)
    return await RuleTestRunner(options).run(path: folder.path + "/test.yml")
  }

  @Test func `files have the verdict that their names say`() async throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: Self.fixtures).filter { $0.hasSuffix(".test.yml") }
    #expect(names.count > 20)
    for name in names {
      let report = await RuleTestRunner(RuleTestOptions()).run(path: "\(Self.fixtures)/\(name)")
      #expect(report.isSuccess == name.hasPrefix("pass"), "\(name): \(report.failures)")
    }
  }

  @Test func `native histograms go in, through rules, and out`() async throws {
    let report = try await run(
      """
      rule_files: [rules.yml]
      tests:
        - interval: 1m
          input_series:
            - {series: 'm{job="a", i="1"}', values: '{{schema:0 count:3 sum:5 buckets:[1 2]}}x9'}
            - {series: 'm{job="a", i="2"}', values: '{{schema:0 count:1 sum:1 buckets:[1]}}+{{count:1 sum:1 buckets:[1]}}x9'}
          promql_expr_test:
            - expr: job:m:sum
              eval_time: 2m
              exp_samples:
                - labels: 'job:m:sum{job="a"}'
                  histogram: '{{schema:0 count:6 sum:8 counter_reset_hint:not_reset buckets:[4 2]}}'
            - {expr: histogram_count(job:m:sum), eval_time: 2m, exp_samples: [{labels: '{job="a"}', value: 6}]}
      """)
    #expect(report.failures == [])
    #expect(report.tests.count == 1)
  }

  @Test func `a test may begin at any time`() async throws {
    for start in ["1700000007", "2023-11-14T22:13:27Z", "2023-11-14T23:13:27.000+01:00"] {
      let report = try await run(
        """
        rule_files: [rules.yml]
        tests:
          - start_timestamp: \(start)
            interval: 1m
            input_series: [{series: 'm{job="a"}', values: '1+1x9'}]
            promql_expr_test:
              - {expr: 'time()', eval_time: 1m, exp_samples: [{value: 1700000067}]}
              - {expr: 'job:m:sum', eval_time: 3m, exp_samples: [{labels: 'job:m:sum{job="a"}', value: 4}]}
              - {expr: 'timestamp(job:m:sum)', eval_time: 3m, exp_samples: [{labels: '{job="a"}', value: 1700000187}]}
        """)
      #expect(report.failures == [], "\(start)")
    }
  }

  @Test func `the last bit may differ if the file says so`() async throws {
    let test = "tests: [{promql_expr_test: [{expr: '0.1 + 0.2', eval_time: 0, exp_samples: [{value: 0.3}]}]}]\n"
    #expect(try await run(test).isSuccess == false)
    #expect(try await run("fuzzy_compare: true\n" + test).isSuccess)
  }

  @Test func `failures read as promtool's`() async throws {
    let report = try await run(
      """
      rule_files: [rules.yml]
      tests:
        - name: first
          interval: 1m
          input_series: [{series: 'm{job="a"}', values: '11x9'}]
          alert_rule_test: [{eval_time: 5m, alertname: High}]
          promql_expr_test: [{expr: m, eval_time: 1m, exp_samples: []}]
      """)
    #expect(
      report.lines == [
        .output("Unit Testing:  \(report.file)"), .error("  FAILED:"),
        .error(
          """
              name: first,
              alertname: High, time: 5m, \n        exp:[], \n        got:[
                      0:
                        Labels:{alertname="High", job="a", severity="page", team="a-team"}
                        Annotations:{first="11", summary="a is 11 in "}
                      ]
          """), .output(""),
        .error(
          """
              expr: "m", time: 1m,
                  exp: nil
                  got: {__name__="m", job="a"} 1.1E+01
          """), .output(""), .output(""),
      ])
  }

  @Test func `only wanted tests run, and differences can be shown`() async throws {
    let text = """
      tests:
        - {name: alpha, promql_expr_test: [{expr: '1', eval_time: 0, exp_samples: [{value: 2}]}]}
        - {name: beta, promql_expr_test: [{expr: '1', eval_time: 0, exp_samples: [{value: 1}]}]}
      """
    let pattern = try RegularExpression("^b")
    let beta = try await run(text) { $0.names = [pattern] }
    #expect(beta.isSuccess && beta.tests.map(\.name) == ["beta"])
    let all = try await run(text) { $0.showsDifference = true }
    #expect(all.failures.joined().contains("- {} 2E+00") && all.failures.joined().contains("+ {} 1E+00"))
    let junit = JUnitReport.text(of: RuleTestReport(files: [all]), at: 1500)
    #expect(
      junit.contains("tests=\"2\" failures=\"1\" errors=\"0\" skipped=\"0\" timestamp=\"1970-01-01T00:00:01Z\">"))
    #expect(junit.contains("<testcase name=\"beta\"/>"))
    #expect(junit.contains("<failure>    expr: &quot;1&quot;"))
  }

  @Test func `unknown keys are refused with their places, or left alone`() async throws {
    let text = "tests: [{name: t, nam: x}]\n"
    let strict = try await run(text)
    #expect(
      strict.errors.first?.hasSuffix("test.yml:1:19: unknown key \"nam\" in a test; did you mean \"name\"?") == true)
    #expect(try await run(text) { $0.ignoresUnknownKeys = true }.isSuccess)
  }

  @Test func `a debugged test shows its series`() async throws {
    let report = try await run(
      """
      tests:
        - name: t
          interval: 1m
          input_series: [{series: m, values: 1 2}]
          promql_expr_test: [{expr: m, eval_time: 1m, exp_samples: [{labels: m, value: 2}]}]
      """
    ) { $0.isDebugging = true }
    #expect(report.notes.first == "DEBUG: Starting test t")
    #expect(
      report.notes[1...2] == [
        "DEBUG: Dump of all data (input_series and rules) at 1m1s:", "{__name__=\"m\"} =>\n1 @[0]\n2 @[60000]",
      ])
    #expect(report.notes.last?.hasPrefix("DEBUG: Test t finished, took ") == true)
    #expect(report.lines.count == 7 && report.lines.first == .output("Unit Testing:  \(report.file)"))
  }

  @Test func `a test without a name has its number`() async throws {
    let report = try await run(
      "tests: [{name: first}, {promql_expr_test: [{expr: '1', eval_time: 0, exp_samples: [{value: 1}]}]}]\n")
    #expect(report.tests.map(\.name) == ["first", "unnamed#1"])
    let broken = try await run("tests: [{nam: x}]\n")
    let junit = JUnitReport.text(of: RuleTestReport(files: [broken]), at: 0)
    #expect(junit.contains("tests=\"1\" failures=\"0\" errors=\"1\"") && junit.contains("<testcase name=\"unknown\">"))
    #expect(junit.contains("      <error>\(broken.file):1:10: unknown key &quot;nam&quot;"))
  }

  @Test func `a test that never ends is refused`() async throws {
    let report = try await run(
      "evaluation_interval: 1ms\ntests: [{promql_expr_test: [{expr: '1', eval_time: 1y, exp_samples: [{value: 1}]}]}]\n"
    )
    #expect(report.failures == ["    more than 1000000 evaluations until 1y"])
  }
}
