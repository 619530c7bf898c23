import Budget
import Exposition
import Scrape
import Telemetry
import Testing
import TimeSeries
import WebAPI

struct StatusRoutesTests {
  private var status: StatusRoutes {
    StatusRoutes(
      build: BuildInfo(version: "3.14.0", iapetusVersion: "0.1.0"), flags: ["b": "2", "a": "1"],
      configText: { "global: {}\n" },
      runtime: {
        RuntimeInfo(
          startTime: 0, workingDirectory: "/", hostname: "h", serverTime: 1500, reloadSucceeded: true,
          lastConfigTime: 1000,
          threadCount: 9, coreCount: 2, storageRetention: "15d")
      },
      cardinality: { limit in
        var report = CardinalityReport()
        report.seriesCount = 2
        report.labelPairCount = 3
        report.chunkCount = 3
        report.extent = 1000...2000
        report.diskBytes = 77
        report.seriesCountByMetricName = Array([.init(name: "up", value: 2)].prefix(limit))
        report.labelValueCountByLabelName = [.init(name: "job", value: 2)]
        return report
      })
  }

  private func get(_ target: String) async throws -> Answer {
    try await TestServer.run(routes: { _, _ in [status] }) { try await $0.get(target) }
  }

  @Test func `what runs is told as Prometheus tells it`() async throws {
    let cases: [(String, String)] = [
      ("flags", #"{"a":"1","b":"2"}"#),
      ("config", #"{"yaml":"global: {}\n"}"#),
      (
        "runtimeinfo",
        #"{"startTime":"1970-01-01T00:00:00Z","CWD":"/","hostname":"h","serverTime":"1970-01-01T00:00:01.5Z","reloadConfigSuccess":true,"lastConfigTime":"1970-01-01T00:00:01Z","corruptionCount":0,"goroutineCount":9,"GOMAXPROCS":2,"GOMEMLIMIT":0,"GOGC":"","GODEBUG":"","storageRetention":"15d"}"#
      ),
      (
        "tsdb?limit=1",
        #"{"headStats":{"numSeries":2,"numLabelPairs":3,"chunkCount":3,"minTime":1000,"maxTime":2000},"seriesCountByMetricName":[{"name":"up","value":2}],"labelValueCountByLabelName":[{"name":"job","value":2}],"memoryInBytesByLabelName":[],"seriesCountByLabelValuePair":[],"iapetus":{"diskBytes":77}}"#
      ),
    ]
    for (target, data) in cases {
      let answer = try await get("/api/v1/status/" + target)
      #expect(answer.text == #"{"status":"success","data":\#(data)}"#, "\(target)")
    }
    #expect(try await get("/api/v1/status/tsdb?limit=0").status == 400)
    #expect(try await get("/api/v1/status/tsdb?limit=10001").status == 400)
  }

  @Test func `the build has a version and never features`() async throws {
    let api = try await get("/api/v1/status/buildinfo").text
    #expect(api.contains(#""version":"3.14.0""#) && !api.contains("features"))
    #expect(try await get("/version").text.hasPrefix(#"{"version":"3.14.0""#))
  }

  @Test func `metrics are in the text format`() async throws {
    let answer = try await TestServer.run(routes: { _, registry in
      registry.counters("iapetus_things_total", "Things.", labels: ["kind"])["a\"b"].add(3)
      return [MetricsRoutes(registry: registry)]
    }) { try await $0.get("/metrics") }
    #expect(answer.headers["content-type"]?.hasPrefix("text/plain; version=0.0.4") == true)
    #expect(
      answer.text.contains(
        "# HELP iapetus_things_total Things.\n# TYPE iapetus_things_total counter\niapetus_things_total{kind=\"a\\\"b\"} 3\n"
      ))
    #expect(answer.text.contains("# TYPE iapetus_http_connections gauge\niapetus_http_connections 1\n"))
  }

  @Test func `a reload is behind its flag and tells of its failure`() async throws {
    struct Broken: Error, CustomStringConvertible {
      let description = "line 3: unknown key"
    }
    func reload(_ isEnabled: Bool, _ method: String, _ body: @escaping @Sendable () throws -> Void) async throws
      -> Answer
    {
      try await TestServer.run(routes: { _, _ in [LifecycleRoutes(isEnabled: isEnabled) { try body() }] }) {
        try await $0.request(method, "/-/reload")
      }
    }
    let closed = try await reload(false, "POST") {}
    #expect(closed.status == 403 && closed.text == "Lifecycle API is not enabled.\n")
    let get = try await reload(true, "GET") {}
    #expect(get.status == 405 && get.text == "Only POST or PUT requests allowed\n")
    #expect(try await reload(true, "PUT") {}.status == 200)
    let failed = try await reload(true, "POST") { throw Broken() }
    #expect(failed.status == 500 && failed.text == "failed to reload config: line 3: unknown key\n")
  }

  @Test func `targets say what Prometheus says and more`() async throws {
    var target = TargetStatus(
      discoveredLabels: ["__address__": "h:1"], labels: ["instance": "h:1", "job": "f"], scrapePool: "f",
      scrapeURL: "http://h:1/federate", globalURL: "http://h:1/federate", scrapeInterval: 15_000, scrapeTimeout: 10_000)
    target.lastError = "refused"
    target.health = .down
    target.lastScrape = 1500
    (target.cluster, target.lag) = ("eu", 2500)
    let targets = TargetsStatus(
      active: [target], dropped: [.init(discoveredLabels: ["a": "b"], scrapePool: "g")], droppedCounts: ["g": 1])
    func get(_ parameters: String) async throws -> String {
      try await TestServer.run(routes: { _, _ in [TargetRoutes(targets: { targets }, pools: { ["g", "f"] })] }) {
        try await $0.get("/api/v1/" + parameters).text
      }
    }
    let all = try await get("targets")
    #expect(
      all.hasPrefix(
        #"{"status":"success","data":{"activeTargets":[{"discoveredLabels":{"__address__":"h:1"},"labels":{"instance":"h:1","job":"f"},"scrapePool":"f","scrapeUrl":"http://h:1/federate","globalUrl":"http://h:1/federate","lastError":"refused","lastScrape":"1970-01-01T00:00:01.5Z","lastScrapeDuration":0,"health":"down","scrapeInterval":"15s","scrapeTimeout":"10s","iapetus":{"cluster":"eu""#
      ), "\(all)")
    #expect(
      all.hasSuffix(
        #""droppedTargets":[{"discoveredLabels":{"a":"b"},"scrapePool":"g"}],"droppedTargetCounts":{"g":1}}}"#))
    #expect(try await get("targets?state=dropped").contains(#""activeTargets":[],"#))
    #expect(try await get("targets?state=active").hasSuffix(#""droppedTargets":[],"droppedTargetCounts":{}}}"#))
    #expect(try await get("targets?scrapePool=g").contains(#""activeTargets":[],"#))
    #expect(try await get("scrape_pools") == #"{"status":"success","data":{"scrapePools":["f","g"]}}"#)
    #expect(try await get("metadata?limit=5") == #"{"status":"success","data":{}}"#)
  }

  @Test func `metadata has all that children say of a metric, within limits`() async throws {
    let counter = MetricMetadata(name: "a", type: .counter, help: "Of \"a\".", unit: "seconds")
    let gauge = MetricMetadata(name: "a", type: .gauge)
    let book = MetadataBook()
    _ = book.note([counter, MetricMetadata(name: "b", type: .summary)], of: "first", entriesMax: 9)
    _ = book.note([gauge], of: "second", entriesMax: 9)
    func get(_ parameters: String) async throws -> String {
      let routes = TargetRoutes(targets: { TargetsStatus() }, pools: { [] }, metadata: book)
      return try await TestServer.run(routes: { _, _ in [routes] }) {
        try await $0.get("/api/v1/metadata" + parameters).text
      }
    }
    let (a, b) = (
      #"{"type":"counter","help":"Of \"a\".","unit":"seconds"}"#, #"{"type":"summary","help":"","unit":""}"#
    )
    let both = #"{"type":"gauge","help":"","unit":""}"#
    #expect(try await get("") == #"{"status":"success","data":{"a":[\#(a),\#(both)],"b":[\#(b)]}}"#)
    #expect(try await get("?metric=b") == #"{"status":"success","data":{"b":[\#(b)]}}"#)
    #expect(try await get("?metric=c") == #"{"status":"success","data":{}}"#)
    #expect(try await get("?limit=1&limit_per_metric=1") == #"{"status":"success","data":{"a":[\#(a)]}}"#)
    #expect(try await get("?limit=x").contains("limit must be a number"))
  }

  @Test func `metadata of targets is that of each child, under its labels`() async throws {
    func target(_ name: String) -> TargetStatus {
      let url = "http://\(name)/federate"
      return TargetStatus(
        discoveredLabels: [:], labels: ["instance": name], scrapePool: "f", scrapeURL: url, globalURL: url,
        scrapeInterval: 15_000, scrapeTimeout: 10_000)
    }
    let targets = TargetsStatus(active: [target("one"), target("two")])
    let book = MetadataBook()
    let counter = MetricMetadata(name: "a", type: .counter, help: "Of a.", unit: "seconds")
    _ = book.note([MetricMetadata(name: "b", type: .gauge), counter], of: "http://one/federate", entriesMax: 9)
    _ = book.note([counter], of: "http://two/federate", entriesMax: 9)
    func get(_ parameters: String) async throws -> String {
      let routes = TargetRoutes(targets: { targets }, pools: { [] }, metadata: book)
      let text = try await TestServer.run(routes: { _, _ in [routes] }) {
        try await $0.get("/api/v1/targets/metadata" + parameters).text
      }
      return text.replacing(#"{"status":"success","data":"#, with: "")
    }
    let one = #"{"target":{"instance":"one"},"#
    let two = #"{"target":{"instance":"two"},"#
    let a = #""type":"counter","help":"Of a.","unit":"seconds"}"#
    let b = #""metric":"b","type":"gauge","help":"","unit":""}"#
    let all = #"\#(one)"metric":"a",\#(a),\#(one)\#(b)"#
    #expect(try await get("") == #"[\#(all),\#(two)"metric":"a",\#(a)]}"#)
    // As Prometheus: who asks for one metric is not told its name, and the last target may go beyond the limit.
    #expect(try await get("?metric=a") == "[\(one)\(a),\(two)\(a)]}")
    #expect(try await get("?limit=1") == "[\(all)]}")
    #expect(try await get("?metric=a&match_target=%7Binstance=%22two%22%7D") == "[\(two)\(a)]}")
    #expect(try await get("?metric=c") == "[]}")
    #expect(try await get("?limit=0") == "[]}")
    #expect(try await get("?limit=x").contains("limit must be a number"))
    #expect(
      try await get("?match_target=%7B").contains(
        #"invalid parameter \"match_target\": 1:2: parse error: unexpected end"#))
  }
}
