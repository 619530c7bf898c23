import Glibc
import TestSupport
import Testing

extension EndToEnd {
  /// A cluster that brings three times what it may, as the built server deals with it and tells of it.
  struct BudgetTests {
    private static let limit = 20
    private static let seriesCount = 60

    private let children: [FakeChild]
    private let config: String

    init() {
      children = ["a", "b"].map { replica in
        FakeChild(
          .text { number in
            // Another order each time.
            var random = SeededRandom(seed: UInt64(number))
            return Behaviour.exposition(
              (0..<Self.seriesCount).map {
                ("job:load:sum{cluster=\"eu-1\",instance=\"\",replica=\"\(replica)\",n=\"\($0)\"}", 1)
              }
              .shuffled(using: &random))
          })
      }
      config = """
        global: {scrape_interval: 300ms, scrape_timeout: 300ms}
        scrape_configs:
          - job_name: federate
            metrics_path: /federate
            series_budget: {limit: \(Self.limit), new_series_per_hour: 7}
            static_configs: [{targets: ['\(children[0].address)', '\(children[1].address)']}]
        """
    }

    private func start(in folder: TemporaryDirectory = TemporaryDirectory()) async throws -> ServerProcess {
      let iapetus = try await ServerProcess(config: config, in: folder)
      try await eventually("both children are in, and all that is too much is refused") {
        let budget = try await Self.budget(iapetus)
        let targets = try await iapetus.targets().values
        return budget["refused"].number == Double(Self.seriesCount - Self.limit)
          && targets.allSatisfy { $0["health"].string == "up" } && targets.count == 2
      }
      return iapetus
    }

    private static func budget(_ iapetus: ServerProcess) async throws -> JSONValue {
      try await iapetus.data("/api/v1/status/budgets", [("cluster", "eu-1")])["budgets"][0]
    }

    /// Which series there are, whatever replica they are from.
    private func admitted(_ iapetus: ServerProcess) async throws -> Set<String> {
      Set(try await iapetus.vector("job:load:sum").compactMap { $0.labels["n"] })
    }

    @Test func `neither kill -9 nor the loss of a replica changes who has a place`() async throws {
      let folder = TemporaryDirectory()
      var iapetus = try await start(in: folder)
      let before = try await admitted(iapetus)
      #expect(before.count == Self.limit)
      for kill in 1...3 {
        iapetus.process.end(by: SIGKILL)
        iapetus = try await start(in: folder)
        #expect(try await Self.budget(iapetus)["active"].number == Double(Self.limit), "after kill \(kill)")
        #expect(try await admitted(iapetus) == before, "after kill \(kill)")
      }
      children[0].stop()
      let asked = children[1].requestTimes.count
      let last = iapetus
      try await eventually("one is gone, the other goes on") {
        let health = try await last.targets().values.map { $0["health"].string }
        return health.contains("down") && children[1].requestTimes.count > asked + 5
      }
      #expect(try await admitted(iapetus) == before)
      #expect(try await Self.budget(iapetus)["active"].number == Double(Self.limit))
    }

    @Test func `the status, a query and the page tell of it`() async throws {
      let iapetus = try await start()
      let budget = try await Self.budget(iapetus)
      #expect(budget["limit"].number == 20 && budget["free"].number == 0 && budget["full"].bool == true)
      #expect(budget["churn"]["limitPerHour"].number == 7 && budget["firstRefused"].string != nil)
      #expect(budget["refusedMetrics"][0]["examples"].array.count == 3)
      #expect(budget["refusedLabels"].array.contains { $0["label"].string == "n" && ($0["values"].number ?? 0) > 30 })
      try await eventually("the labels of what is stored are counted") {
        try await Self.budget(iapetus)["largestLabels"].array.contains {
          $0["label"].string == "n" && $0["values"].number == 20
        }
      }
      let told = try await HTTP.get("/api/v1/query", [("query", "sum(job:load:sum)")], port: iapetus.port).json()
      #expect(told["infos"][0].string?.hasPrefix("iapetus: refused series: cluster \"eu-1\" is refused 40 ") == true)
      #expect(told["data"]["result"][0]["value"][1].string == "20")
      let silent = try await HTTP.get("/api/v1/query", [("query", "sum(up)")], port: iapetus.port).json()
      #expect(silent["infos"] == .null)
      let page = try await Browser.page(iapetus.url + "/")
      for word in [
        "40 refused since", "full; newcomers from below 19", "of 7 new this hour", "class=\"refused\"", "What fills it",
        "values: n 20",
      ] {
        #expect(page.contains(word), "\(word) is missing in \(page)")
      }
    }

    private func run(_ arguments: String...) async throws -> (code: CInt, output: String) {
      try await ChildProcess.run([try ServerProcess.binary()] + arguments)
    }

    @Test func `the command prints it, for people and as JSON`() async throws {
      let iapetus = try await start()
      let text = try await run("budget", "--url", iapetus.url)
      #expect(text.code == 0)
      for word in [
        "CLUSTER", "eu-1", "100 %", "full", "40 series refused since", "of job:load:sum (budget), such as {",
      ] {
        #expect(text.output.contains(word), "\(word) is missing in \(text.output)")
      }
      let json = try await run("budget", "--json", "--url=\(iapetus.url)/", "--cluster=eu-1")
      #expect(try JSONValue(parsing: Array(json.output.utf8))["budgets"][0]["active"].number == 20)
      let unknown = try await run("budget", "--url", iapetus.url, "--cluster", "nowhere")
      #expect(unknown.code == 1 && unknown.output.contains("No budget of nowhere"), "\(unknown.output)")
    }

    @Test func `the command gives its credentials, and says what to do where there is no answer`() async throws {
      let server = LoopbackServer { request in
        guard request.headers["authorization"] == "Bearer open sesame" else { return LoopbackStep.response(401) }
        return LoopbackStep.response(
          headers: [("Content-Type", "application/json")],
          body: Array(#"{"status":"success","data":{"budgets":[]}}"#.utf8))
      }
      let folder = TemporaryDirectory()
      try Files.write("open sesame\n", to: folder.path + "/token")
      try Files.write("authorization: {credentials_file: token}\n", to: folder.path + "/http.yml")
      let url = "http://127.0.0.1:\(server.port)"
      let known = try await run("budget", "--url", url, "--http.config.file", folder.path + "/http.yml")
      #expect(known.code == 0 && known.output.contains("No cluster yet"), "\(known.output)")
      let stranger = try await run("budget", "--url", url)
      #expect(stranger.code == 1 && stranger.output.contains("--http.config.file"), "\(stranger.output)")
      let nobody = try await run("budget", "--url", "http://127.0.0.1:1")
      #expect(nobody.code == 1 && nobody.output.contains("--url"), "\(nobody.output)")
      #expect(try await run("budget", "--url", "localhost").code == 2)
      try Files.write("basic_auht: {username: x}\n", to: folder.path + "/wrong.yml")
      let wrong = try await run("budget", "--url", url, "--http.config.file", folder.path + "/wrong.yml")
      #expect(wrong.code == 1 && wrong.output.contains("basic_auth"), "\(wrong.output)")
    }

    @Test func `the children of a configuration can be tried before it is lived by`() async throws {
      let folder = TemporaryDirectory()
      try Files.write(config, to: folder.path + "/good.yml")
      let good = try await run("check", "children", "--config.file", folder.path + "/good.yml")
      #expect(good.code == 0, "\(good.output)")
      for word in [
        children[0].address, "eu-1", "2 of 2 children", "40 series would be refused", "20 admitted of the 20",
      ] {
        #expect(good.output.contains(word), "\(word) is missing in \(good.output)")
      }
      children[1].stop()
      let bad = try await run("check", "children", "--config.file=\(folder.path)/good.yml", "--json")
      #expect(bad.code == 1)
      let report = try JSONValue(parsing: Array(bad.output.utf8))
      #expect(Set(report["children"].array.map { $0["failure"].string }) == [nil, "connection_refused"])
      #expect(report["clusters"][0]["refused"].number == 40)
      try Files.write("scrape_config: []\n", to: folder.path + "/wrong.yml")
      let wrong = try await run("check", "children", "--config.file", folder.path + "/wrong.yml")
      #expect(wrong.code == 1 && wrong.output.contains("scrape_configs"), "\(wrong.output)")
    }
  }
}
