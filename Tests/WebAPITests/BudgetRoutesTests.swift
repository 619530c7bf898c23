import Budget
import PromQL
import Telemetry
import TestSupport
import Testing
import TimeSeries
import WebAPI

/// `/api/v1/status/budgets`, and what queries say of refused series.
struct BudgetRoutesTests {
  private static let now = TestServer.now

  private func answer(_ budgets: [BudgetStatus], _ parameters: String = "") async throws -> String {
    try await TestServer.run(routes: { store, _ in
      for (path, job) in [("/a", "x"), ("/b", "x"), ("/c", "y")] {
        store.add(["__name__": "job:a:sum", "cluster": "eu", "job": job, "path": path], [(Self.now - 1000, 1)])
      }
      store.add(["__name__": "up", "cluster": "eu", "instance": "h:1"], [(Self.now - 1000, 1)])
      store.add(["__name__": "job:b:sum", "instance": "10.0.0.1:9090"], [(Self.now - 1000, 1)])
      return [BudgetRoutes(budgets: { budgets }, storage: store, now: { Self.now })]
    }) { try await $0.get("/api/v1/status/budgets" + parameters).text }
  }

  @Test func `a budget without a limit tells use, labels and that nothing is foreseen`() async throws {
    let free = BudgetStatus(cluster: "10.0.0.1:9090", activeCount: 1)
    #expect(
      try await answer([free])
        == #"{"status":"success","data":{"budgets":[{"cluster":"10.0.0.1:9090","mode":"enforce","active":1,"refused":0,"full":false,"churn":{"newInLastHour":0},"forecast":{"seriesPerHour":null,"observedSeconds":0,"exhaustedAt":null},"largestMetrics":[],"largestLabels":[{"label":"__name__","values":1},{"label":"instance","values":1}],"refusedMetrics":[],"refusedLabels":[]}]}}"#
    )
  }

  @Test func `all that a cluster's budget can tell`() async throws {
    let budget = BudgetStatus(
      cluster: "eu", mode: .reject, limit: 10, activeCount: 7, refusedCount: 2, isFull: true,
      largestMetrics: [.init(metric: "job:a:sum", seriesCount: 5)],
      refusedMetrics: [
        .init(
          metric: "job:z:sum", reason: .churn, seriesCount: 2, firstRefused: 1000, lastRefused: 2000,
          examples: [["a": "b"]])
      ],
      refusedLabels: [.init(label: "path", valueCount: 2)], firstRefused: 1000, lastRefused: 2000,
      priority: .init(selectors: ["{a=\"b\"}"], activeCount: 3),
      churn: .init(newInHour: 4, limitPerHour: 6, available: 2),
      trend: .init(growthPerHour: 1.5, span: 7_200_000, exhaustionTime: 9000), evictionTime: 3000,
      rejected: .init(bodyCount: 2, seriesCount: 12, first: 1000, last: 2000))
    let answer = try await answer([budget])
    for part in [
      #""limit":10,"active":7,"free":3,"refused":2,"full":true,"reopensBelow":10,"firstRefused":"1970-01-01T00:00:01Z","lastRefused":"1970-01-01T00:00:02Z","evictionAt":"1970-01-01T00:00:03Z""#,
      #""priority":{"selectors":["{a=\"b\"}"],"active":3}"#,
      #""churn":{"newInLastHour":4,"limitPerHour":6,"available":2}"#,
      #""forecast":{"seriesPerHour":1.5,"observedSeconds":7200,"exhaustedAt":"1970-01-01T00:00:09Z"}"#,
      #""rejected":{"bodies":2,"series":12,"first":"1970-01-01T00:00:01Z","last":"1970-01-01T00:00:02Z"}"#,
      #""largestMetrics":[{"metric":"job:a:sum","series":5}]"#,
      #""largestLabels":[{"label":"path","values":3},{"label":"job","values":2},"#,
      #""refusedMetrics":[{"metric":"job:z:sum","reason":"new_series_per_hour","series":2,"firstRefused":"1970-01-01T00:00:01Z","lastRefused":"1970-01-01T00:00:02Z","examples":[{"a":"b"}]}],"refusedLabels":[{"label":"path","values":2}]"#,
    ] {
      #expect(answer.contains(part), "\(part) is missing in \(answer)")
    }
  }

  @Test func `one cluster can be asked for`() async throws {
    let budgets = ["eu", "us"].map { BudgetStatus(cluster: $0) }
    #expect(try await answer(budgets, "?cluster=us").contains(#""budgets":[{"cluster":"us""#))
    #expect(try await answer(budgets, "?cluster=none").contains(#""budgets":[]"#))
  }

  @Test func `a query that selects a metric of which series were refused says so`() async throws {
    let since = Self.now - 60_000
    try await TestServer.run(routes: { store, registry in
      store.add(["__name__": "job:a:sum", "cluster": "eu"], [(Self.now - 1000, 1)])
      let views = try TestServer.views(of: store, registry) { matchers in
        let name: Labels = ["__name__": "job:a:sum"]
        guard matchers.allSatisfy({ $0.name != "__name__" || $0.matches(name) }) else { return [] }
        return [RefusedSeries(cluster: "eu", metric: "job:a:sum", reason: .budget, seriesCount: 7, since: since)]
      }
      let engine = QueryEngine(limits: QueryLimits(), registry: registry)
      return [QueryRoutes(engine: engine, views: views, now: { Self.now })]
    }) { server in
      let infos =
        #""infos":["iapetus: refused series: cluster \"eu\" is refused 7 series of job:a:sum since 2015-07-01T20:09:51.781Z (budget); see /api/v1/status/budgets"]"#
      for query in ["job:a:sum", "sum(job:a:sum)%2Bcount(job:a:sum)", "%7B__name__%3D~%22job:.*%22%7D"] {
        let answer = try await server.get("/api/v1/query?query=" + query)
        #expect(answer.text.contains(infos), "\(query): \(answer.text)")
      }
      let range = "query_range?query=job:a:sum&step=10&start=\(since / 1000 - 100)&end=\(Self.now / 1000)"
      #expect(try await server.get("/api/v1/" + range).text.contains(infos))
      for query in ["job:b:sum", "1", "job:a:sum%20offset%205m"] {
        let answer = try await server.get("/api/v1/query?query=" + query)
        #expect(!answer.text.contains("infos"), "\(query): \(answer.text)")
      }
    }
  }
}
