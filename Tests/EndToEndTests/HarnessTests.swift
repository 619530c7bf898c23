import TestSupport
import Testing

extension EndToEnd {
  /// The tools of these tests, on a server that is known to be right.
  struct HarnessTests {
    @Test func `what is asked of Debian's prometheus is understood`() async throws {
      let prometheus = try await PrometheusProcess(scrapeConfigs: PrometheusProcess.itself)
      try await eventually("it has scraped itself") { try await prometheus.value("up") == 1 }
      #expect(try await prometheus.vector("up")[0].labels["job"] == "prometheus")
      #expect(try await prometheus.series("up[1m]")[0].samples.isEmpty == false)
      #expect(try await prometheus.metric("prometheus_ready") == ["": 1])
    }

    @Test func `a fake child answers and remembers when`() async throws {
      let child = FakeChild(.text { "job:x:sum \($0)\n" })
      #expect(try await HTTP.get("/federate", port: child.port).text == "job:x:sum 1\n")
      child.behave(.status(500))
      #expect(try await HTTP.get("/federate", port: child.port).status == 500)
      child.behave(.huge(mebibytes: 2))
      #expect(try await HTTP.get("/federate", port: child.port).body.count > 2 << 20)
      #expect(child.requestTimes.count == 3)
      child.stop()
      await #expect(throws: Failure.self) { try await HTTP.get("/federate", port: child.port) }
    }

    @Test func `a process tells how it ended`() async throws {
      #expect(try await ChildProcess.run(["sh", "-c", "echo said; exit 3"]) == (3, "said\n"))
      let folder = TemporaryDirectory()
      let process = try ChildProcess(["sleep", "60"], logPath: folder.path + "/log")
      #expect(process.isRunning)
      #expect(process.end(by: 9) == 128 + 9)
    }

    @Test func `alertmanagers that gossip page once`() async throws {
      let pager = Pager()
      let members = try await AlertmanagerProcess.cluster(of: 3, paging: pager)
      try await eventually("they know each other") { try await members[0].clusterSize() == 3 }
      let alert = #"[{"labels":{"alertname":"A","cluster":"eu-1"}}]"#
      for member in members {
        let answer = try await HTTP.request(
          "POST", "/api/v2/alerts", port: member.port, headers: ["Content-Type: application/json"],
          body: Array(alert.utf8))
        #expect(answer.status == 200, "\(answer.text)")
        #expect(try await member.alerts().map { $0["labels"].strings["cluster"] } == ["eu-1"])
      }
      try await eventually("it pages") { !pager.pages.isEmpty }
      try await Task.sleep(for: .seconds(8))
      #expect(pager.pages(of: "A").count == 1, "\(pager.pages)")
    }

    @Test func `a hand-made write request is what prometheus accepts`() async throws {
      let prometheus = try await PrometheusProcess(flags: ["--web.enable-remote-write-receiver"]) { _ in "" }
      var request = WriteRequest()
      // More than one literal's worth.
      for number in 0..<2000 {
        let labels = ["__name__": "job:written:sum", "cluster": "eu-1", "number": "\(number)"]
        request.add(labels, value: Double(number), at: Clock.milliseconds())
      }
      let answer = try await HTTP.request(
        "POST", "/api/v1/write", port: prometheus.port, headers: WriteRequest.headers, body: request.body)
      #expect(answer.status == 204, "\(answer.text)")
      #expect(try await prometheus.value("count(job:written:sum)") == 2000)
      #expect(try await prometheus.value("sum(job:written:sum)") == 1_999_000)
    }

    @Test func `a cable is as good as the child behind it, until it is cut`() async throws {
      let child = FakeChild(.text { "job:x:sum \($0)\n" })
      let cable = Cable(to: child.port)
      #expect(try await HTTP.get("/federate", port: cable.port).text == "job:x:sum 1\n")
      cable.cut()
      await #expect(throws: Failure.self) { try await HTTP.get("/federate", port: cable.port) }
      cable.mend()
      #expect(try await HTTP.get("/federate", port: cable.port).text == "job:x:sum 2\n")
    }
  }
}
