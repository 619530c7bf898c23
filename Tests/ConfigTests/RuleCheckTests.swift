import TestSupport
import Testing

@testable import Config

@Suite struct RuleCheckTests {
  private static let doubled = """
    groups:
      - name: g
        labels: {team: t}
        rules:
          - {record: 'a:b', expr: x, labels: {z: "1"}}
          - {record: 'a:b', expr: y, labels: {z: "1"}}
          - {record: 'a:b', expr: z}
      - name: h
        rules: [{alert: A, expr: x}, {alert: A, expr: y}, {alert: A, expr: z}]
    """

  @Test func `rules that write the same series are found, as promtool finds them`() {
    let report = RuleCheck().text(Self.doubled, name: "standard input")
    #expect(report.hasLints && !report.hasErrors)
    #expect(
      report.files.first?.failure == """
          FAILED:
        lint error 2 duplicate rule(s) found.
        Metric: A
        Label(s):
        Metric: a:b
        Label(s):
        \tteam: t
        \tz: 1
        Might cause inconsistency while recording expressions
        """)
    #expect(
      report.checkReport.warnings == [
        "standard input: 3 rules are named A: they may write the same series",
        "standard input: 2 rules are named a:b{team=\"t\", z=\"1\"}: they may write the same series",
      ])
    var check = RuleCheck()
    check.findsDuplicates = false
    let quiet = check.text(Self.doubled, name: "x")
    #expect(!quiet.hasLints && quiet.files.map(\.ruleCount) == [6] && quiet.files.first?.failure == nil)
  }

  @Test func `what is wrong has its place, and unknown keys can be left alone`() throws {
    let folder = TemporaryDirectory()
    let path = folder.path + "/r.yml"
    try TextFile.write("groups: [{name: g, owner: me, rules: [{record: 'a:b', expr: x}]}]\n", to: path)
    let strict = RuleCheck().files([path, folder.path + "/none.yml"])
    #expect(strict.hasErrors && !strict.checkReport.valid)
    #expect(strict.files[0].failure?.hasPrefix("  FAILED:\n\(path):1:20: unknown key \"owner\"") == true)
    #expect(strict.files[1].failure?.contains("none.yml: reading the file: No such file") == true)
    var check = RuleCheck()
    check.ignoresUnknownKeys = true
    #expect(check.files([path]).checkReport.text == "SUCCESS: \(path): 1 rules found")
  }
}
