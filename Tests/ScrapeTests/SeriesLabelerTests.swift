import Testing
import TimeSeries

@testable import Scrape

struct SeriesLabelerTests {
  private func stored(
    _ exposed: [(String, String)], target: Labels = ["job": "federate", "instance": "10.0.0.1:9090"],
    _ change: (inout ScrapeConfig) -> Void = { _ in }
  ) throws -> Labels? {
    var config = ScrapeConfig(jobName: "federate", metricsPath: "/federate")
    change(&config)
    let target = Target(
      discoveredLabels: .empty, labels: target, url: "http://10.0.0.1:9090/federate", scrapeInterval: 15_000,
      scrapeTimeout: 10_000, unixSocket: nil, location: "http://10.0.0.1:9090/federate", params: [:], selectors: [],
      budgetLimit: nil)
    var builder = LabelsBuilder()
    builder.set("__name__", to: "m")
    for (name, value) in exposed { builder.set(name, to: value) }
    return try SeriesLabeler(target, config).labels(builder)
  }

  @Test func `honor_labels true keeps what is exposed, also the empty`() throws {
    #expect(try stored([("job", "api"), ("instance", "")]) == ["__name__": "m", "job": "api"])
    #expect(try stored([("instance", "")]) == ["__name__": "m", "job": "federate"])
    #expect(
      try stored([("job", "api")]) == ["__name__": "m", "job": "api", "instance": "10.0.0.1:9090"])
  }

  @Test func `honor_labels false moves what is exposed out of the way`() throws {
    let labels = try stored([("job", "api"), ("instance", "")]) { $0.honorLabels = false }
    #expect(
      labels == ["__name__": "m", "exported_job": "api", "job": "federate", "instance": "10.0.0.1:9090"])
  }

  @Test func `a name that was moved before moves further`() throws {
    let labels = try stored([("job", "a"), ("exported_job", "b")], target: ["job": "x", "exported_job": "y"]) {
      $0.honorLabels = false
    }
    #expect(
      labels == [
        "__name__": "m", "job": "x", "exported_job": "y", "exported_exported_job": "a",
        "exported_exported_exported_job": "b",
      ])
  }

  @Test func `metric relabelling comes after, and can drop`() throws {
    let rename = try RelabelRule(sourceLabels: ["job"], targetLabel: "team", replacement: "$1-team")
    let drop = try RelabelRule(sourceLabels: ["team"], regex: "api-team", action: .drop)
    #expect(try stored([("job", "web"), ("instance", "")]) { $0.metricRelabelRules = [rename] }?["team"] == "web-team")
    #expect(try stored([("job", "api")]) { $0.metricRelabelRules = [rename, drop] } == nil)
  }

  @Test func `label limits fail the scrape in Prometheus's words`() {
    func problem(_ change: (inout ScrapeConfig) -> Void) -> String? {
      do { _ = try stored([("job", "api"), ("instance", "")], change) } catch { return "\(error)" }
      return nil
    }
    #expect(problem { $0.labelLimit = 1 } == "label_limit exceeded (metric: m, number of labels: 2, limit: 1)")
    #expect(problem { $0.labelLimit = 2 } == nil)
    #expect(
      problem { $0.labelNameLengthLimit = 7 }
        == "label_name_length_limit exceeded (metric: m, label name: __name__, length: 8, limit: 7)")
    #expect(
      problem { $0.labelValueLengthLimit = 2 }
        == "label_value_length_limit exceeded (metric: m, label name: job, value: \"api\", length: 3, limit: 2)")
  }
}
