import Budget
import Outbound
import TestSupport
import Testing
import TimeSeries

@testable import Scrape

struct HealingSourceTests {
  @Test func `requests go below the path that federate is below`() throws {
    let fixture = try ChildFixture()
    let source = try source(fixture, path: "/prom/federate")
    let request = source.request(
      .get, "api/v1/query", query: ["query": ["up[1m]"]], timeoutSeconds: 1, bodyBytesMax: 10, acceptsGzip: true)
    #expect(request.url == "http://\(fixture.instance)/prom/api/v1/query?query=up%5B1m%5D")
    #expect(source.selectors == ScrapeConfig.federationSelectors)
  }

  @Test func `stored series get the labels that scraping gives them`() async throws {
    let body = FederatedBody.of([(name: "job:x:sum", job: "x")], at: 900)
    let fixture = try ChildFixture(body)
    var cycle = try fixture.cycle()
    _ = await cycle.run(at: 1000)
    let stored = FederatedBody.labels("job:x:sum", "x")
    #expect(fixture.recorder.samples(stored).count == 1)
    let source = try source(fixture)
    let other: Labels = ["__name__": "job:y:sum", "instance": "i", "job": "x"]
    #expect(try source.storedLabels(of: [stored, other]) == [stored, other])
    #expect(try await source.exposedSeries() == [stored])
  }

  @Test func `what scraping would refuse stays refused`() throws {
    let fixture = try ChildFixture()
    let source = try source(fixture, cluster: "eu") { $0.seriesBudget = BudgetPolicy(limit: 1) }
    let series: [Labels] = [
      ["__name__": "raw", "cluster": "eu"], ["__name__": "job:a:sum", "cluster": "us"],
      ["__name__": "job:a:sum", "cluster": "eu"], ["__name__": "job:b:sum", "cluster": "eu"],
    ]
    let admission = try source.admit(series)
    #expect(admission.ids.prefix(2) == [nil, nil])
    #expect(admission.ids.compactMap { $0 }.count == 1, "there is room for one of the two")
    #expect(!admission.records.isEmpty)
  }

  private func source(
    _ fixture: ChildFixture, path: String = "/federate", cluster: String? = nil,
    _ change: (inout ScrapeConfig) -> Void = { _ in }
  ) throws -> HealingSource {
    let labels: Labels = cluster.map { ["cluster": $0, "replica": "a"] } ?? .empty
    let child = Child(try fixture.settings(path: path, labels: labels, change), fixture.context)
    return HealingSource(child, fixture.context)
  }
}
