import Storage
import Telemetry
import Template
import Testing
import TimeSeries

@testable import Rules

@Suite struct AlertingRuleTests {
  private func rows(_ scene: RuleScene) -> [String] {
    scene.storage.rows.map { "\($0.labels) \($0.value.isStaleMarker ? "stale" : FloatText.plain($0.value))" }
  }

  @Test func `alerts are seen as series, and change them with their state`() async throws {
    let scene = try RuleScene()
    scene.answer("down", [(["__name__": "down", "job": "a"], 3)])
    scene.apply(
      RuleNotation.group(
        try RuleNotation.alert(
          "A", "down", for: 15_000, labels: [("severity", "page"), ("was", "{{ $labels.__name__ }}")],
          annotations: [("summary", "{{ $labels.job }}: {{ $value }}")])))
    await scene.advance()
    let activeAt = scene.manager.alerts().first?.activeAt ?? 0
    let labels = #"alertname="A", "#
    let rest = #"job="a", severity="page", was="down""#
    let forState = "ALERTS_FOR_STATE{\(labels)\(rest)}"
    #expect(
      rows(scene) == ["ALERTS{\(labels)alertstate=\"pending\", \(rest)} 1", "\(forState) \(activeAt / 1000)"])
    scene.storage.forgetBatches()
    await scene.advance()
    #expect(
      rows(scene) == [
        "ALERTS{\(labels)alertstate=\"firing\", \(rest)} 1", "\(forState) \(activeAt / 1000)",
        "ALERTS{\(labels)alertstate=\"pending\", \(rest)} stale",
      ])
    scene.storage.forgetBatches()
    scene.answer("down", [])
    await scene.advance()
    #expect(
      Set(rows(scene)) == ["ALERTS{\(labels)alertstate=\"firing\", \(rest)} stale", "\(forState) stale"])
  }

  @Test func `the status shows labels, annotations, value and state`() async throws {
    let scene = try RuleScene()
    scene.apply(
      RuleNotation.group(
        try RuleNotation.alert(
          "A", "sum(down)by(job)", for: 300_000, labels: [("severity", "page")],
          annotations: [("summary", "{{ $value }}")])))
    #expect(scene.rules.first?.alerting?.state == .unknown)
    scene.answer("sum by (job) (down)", [(["job": "a"], 2)])
    await scene.advance()
    let rule = try #require(scene.rules.first)
    #expect(rule.query == "sum by (job) (down)")
    #expect(rule.labels == [Label(name: "severity", value: "page")])
    let alerting = try #require(rule.alerting)
    #expect(alerting.state == .pending)
    #expect(alerting.holdDuration == 300_000)
    #expect(alerting.annotations == [Label(name: "summary", value: "{{ $value }}")])
    let alert = try #require(scene.manager.alerts().first)
    #expect(alert.labels == ["alertname": "A", "job": "a", "severity": "page"])
    #expect(alert.annotations == [Label(name: "summary", value: "2")])
    #expect(alert.value == 2)
  }

  @Test func `too many alerts are all forgotten`() async throws {
    let scene = try RuleScene()
    scene.answer("down", [(["job": "a"], 1)])
    scene.apply(RuleNotation.group(limit: 1, try RuleNotation.alert("A", "down", for: 30_000)))
    await scene.advance()
    scene.answer("down", [(["job": "a"], 1), (["job": "b"], 1)])
    await scene.advance()
    #expect(scene.rules.map(\.lastError) == ["exceeded limit of 1 with 2 alerts"])
    #expect(scene.manager.alerts().isEmpty)
    scene.answer("down", [(["job": "a"], 1)])
    await scene.advance()
    #expect(scene.manager.alerts().map(\.state) == [.pending])
  }

  @Test func `a failing query leaves alerts as they are`() async throws {
    let scene = try RuleScene()
    scene.answer("down", [(["job": "a"], 1)])
    scene.apply(RuleNotation.group(try RuleNotation.alert("A", "down")))
    await scene.advance()
    scene.fail("down")
    await scene.advance()
    #expect(scene.manager.alerts().map(\.state) == [.firing])
  }

  @Test func `a template that costs too much says so in its place, and is counted`() async throws {
    var limits = RuleLimits()
    limits.template.outputBytesMax = 10
    let scene = try RuleScene(limits: limits)
    scene.answer("down", [(["job": "a"], 1)])
    scene.apply(
      RuleNotation.group(
        try RuleNotation.alert(
          "A", "down", annotations: [("short", "{{ $value }}"), ("long", "{{ $value }}, and much more than that")])))
    await scene.advance()
    let annotations = scene.manager.alerts().first?.annotations ?? []
    #expect(annotations.first { $0.name == "short" }?.value == "1")
    let long = annotations.first { $0.name == "long" }?.value ?? ""
    #expect(long.hasPrefix("<error expanding template: ") && long.contains("10"), "\(long)")
    let counted = scene.registry.families().first { $0.name == "iapetus_rule_template_failures_total" }?.samples ?? []
    #expect(counted.map { $0.labels.last?.value } == ["limit"])
    #expect(counted.map(\.value) == [1])
  }
}
