import Discovery
import Testing
import TimeSeries

@testable import Scrape

struct TargetBuilderTests {
  private func build(
    _ address: String, labels: Labels = .empty, _ change: (inout ScrapeConfig) -> Void = { _ in }
  ) throws -> TargetBuilder.Outcome? {
    var config = ScrapeConfig(
      jobName: "fed", metricsPath: "/federate", scrapeInterval: 15_000, scrapeTimeout: 10_000)
    change(&config)
    return try TargetBuilder(config).build(TargetGroup(targets: [address], labels: labels)).first?.get()
  }

  private func target(
    _ address: String, labels: Labels = .empty, _ change: (inout ScrapeConfig) -> Void = { _ in }
  ) throws -> Target? {
    guard case .target(let target) = try build(address, labels: labels, change) else { return nil }
    return target
  }

  private func problem(_ address: String, labels: Labels = .empty) -> String? {
    do { _ = try build(address, labels: labels) } catch let error as TargetError { return error.problem } catch {}
    return nil
  }

  @Test func `a federation job selects the aggregates by itself`() throws {
    let target = try target("a:9090", labels: ["cluster": "eu"])
    #expect(
      target?.url
        == "http://a:9090/federate?match%5B%5D=%7B__name__%3D~%22job%3A.%2A%22%7D"
        + "&match%5B%5D=%7B__name__%3D~%22cluster%3A.%2A%22%7D")
    #expect(target?.labels == ["cluster": "eu", "instance": "a:9090", "job": "fed"])
    #expect(target?.discoveredLabels["__param_match[]"] == #"{__name__=~"job:.*"}"#)
    #expect(target?.discoveredLabels["__scrape_interval__"] == "15s")
  }

  @Test func `labels configure the scrape`() throws {
    let labels: Labels = [
      "__scheme__": "https", "__metrics_path__": "/x", "__param_match[]": "up", "__scrape_interval__": "30s",
      "__scrape_timeout__": "5s", "__series_budget__": "7", "job": "own",
    ]
    let target = try target("a:9090", labels: labels) { $0.params = ["match[]": ["a", "b"]] }
    #expect(target?.url == "https://a:9090/x?match%5B%5D=up&match%5B%5D=b")
    #expect(target?.scrapeInterval == 30_000)
    #expect(target?.scrapeTimeout == 5000)
    #expect(target?.budgetLimit == 7)
    #expect(target?.labels == ["instance": "a:9090", "job": "own"])
  }

  @Test func `relabelling can rename, redirect and drop`() throws {
    let rules = [
      try RelabelRule(sourceLabels: ["__address__"], regex: "(.*):.*", targetLabel: "instance"),
      try RelabelRule(sourceLabels: ["__address__"], regex: "(.*):.*", targetLabel: "__address__", replacement: "$1:1"),
      try RelabelRule(sourceLabels: ["instance"], regex: "drop.*", action: .drop),
    ]
    let kept = try target("a:9090") { $0.relabelRules = rules }
    #expect(kept?.url.hasPrefix("http://a:1/federate?") == true)
    #expect(kept?.labels["instance"] == "a")
    let dropped = try build("drop-me:9090") { $0.relabelRules = rules }
    guard case .dropped(let labels) = dropped else {
      Issue.record("the target was not dropped")
      return
    }
    #expect(labels["__address__"] == "drop-me:9090")
  }

  @Test func `a target that cannot be scraped leaves the others alone`() {
    let builder = TargetBuilder(ScrapeConfig(jobName: "fed"))
    let outcomes = builder.build(TargetGroup(targets: ["a/b", "c:1"]))
    #expect(outcomes.map { (try? $0.get()) != nil } == [false, true])
  }

  @Test func `refuses what cannot be scraped`() {
    #expect(problem("http://a:9090") == "\"http://a:9090\" is not a valid hostname")
    #expect(problem("a:1", labels: ["__scrape_interval__": "0s"]) == "scrape interval cannot be 0")
    #expect(
      problem("a:1", labels: ["__scrape_timeout__": "1h"])
        == "scrape timeout cannot be greater than scrape interval (\"1h\" > \"15s\")")
    #expect(problem("a:1", labels: ["__series_budget__": "many"])?.contains("__series_budget__") == true)
  }
}
