import Glibc
import TestSupport
import Testing

extension EndToEnd {
  /// The query log, beside that of Debian's prometheus.
  struct QueryLogTests {
    private let rules = "groups: [{name: g, interval: 1s, rules: [{record: 'a:b:c', expr: vector(1)}]}]"

    private func config(_ more: String = "query_log_file: query.log") -> String {
      "global: {evaluation_interval: 1s, \(more)}\nrule_files: [rules.yml]\n"
    }

    private let paths = [
      "/api/v1/query?query=1%2B1", "/api/v1/query_range?query=up&start=1&end=100.5&step=10s",
      "/api/v1/query?query=absent%28up%29&time=1000.25",
    ]

    /// The lines about the queries of this test, and the first about a rule, in this order.
    private func lines(_ folder: TemporaryDirectory) throws -> [JSONValue] {
      let lines = try Files.text(of: folder.path + "/query.log").split(separator: "\n").map {
        try JSONValue(parsing: Array($0.utf8))
      }
      let asked = ["1+1", "up", "absent(up)"].compactMap { text in lines.first { $0["params"]["query"].string == text }
      }
      return asked + lines.filter { $0["ruleGroup"]["name"].string == "g" }.prefix(1)
    }

    /// Every member's path.
    private func members(_ value: JSONValue, below path: String = "") -> Set<String> {
      value.object.reduce(into: []) { paths, member in
        let own = path + "/" + member.key
        paths.insert(own)
        paths.formUnion(members(member.value, below: own))
      }
    }

    @Test func `a line has what a line of prometheus has, and says the same`() async throws {
      let (ours, theirs) = (TemporaryDirectory(), TemporaryDirectory())
      for folder in [ours, theirs] { try Files.write(rules, to: folder.path + "/rules.yml") }
      let iapetus = try await ServerProcess(config: config(), in: ours)
      let port = try Loopback.freePort()
      try Files.write(config(), to: theirs.path + "/prometheus.yml")
      let prometheus = try ChildProcess(
        [
          "prometheus", "--config.file=\(theirs.path)/prometheus.yml", "--storage.tsdb.path=\(theirs.path)/data",
          "--web.listen-address=127.0.0.1:\(port)",
        ], logPath: theirs.path + "/log")
      try await eventually("prometheus is ready") { try await HTTP.get("/-/ready", port: port).status == 200 }
      for path in paths {
        for port in [iapetus.port, port] { #expect(try await HTTP.get(path, port: port).status == 200) }
      }
      try await eventually("every query is in the logs") {
        for folder in [ours, theirs] where try lines(folder).count < 4 { return false }
        return true
      }
      for (own, known) in zip(try lines(ours), try lines(theirs)) {
        #expect(
          members(own).subtracting(members(known)).sorted()
            == ["/level", "/msg", "/stats/samples/peakMemoryBytes", "/stats/samples/samplesRead", "/time"])
        #expect(members(known).subtracting(members(own)).isEmpty)
        #expect(own["httpRequest"] == known["httpRequest"])
        #expect(own["spanID"] == known["spanID"])
        #expect(own["params"]["step"] == known["params"]["step"])
        #expect(own["ts"].string?.utf8.count == known["ts"].string?.utf8.count)
      }
      // The first query has no time of its own, and a rule's is that of its slot.
      for index in 1...2 { #expect(try lines(ours)[index]["params"] == lines(theirs)[index]["params"]) }
      #expect(prometheus.isRunning)
    }

    @Test func `it follows the configuration, and a file that cannot be opened changes nothing`() async throws {
      let folder = TemporaryDirectory()
      try Files.write(rules, to: folder.path + "/rules.yml")
      let iapetus = try await ServerProcess(
        config: config("rule_deadline: 1s"),
        flags: ["--web.enable-lifecycle", "--query.log-file=\(folder.path)/slow.log", "--query.log-slower-than=0s"],
        in: folder)
      #expect(Files.text(of: folder.path + "/query.log").isEmpty)
      _ = try await HTTP.get(paths[0], port: iapetus.port)
      try await eventually("the slow query is written") {
        Files.text(of: folder.path + "/slow.log").contains(#""1+1""#)
      }

      try iapetus.writeConfig(config("query_log_file: nowhere/query.log"))
      let refused = try await HTTP.post("/-/reload", port: iapetus.port)
      #expect(refused.status == 500)
      #expect(
        refused.text.contains("opening the query log \(folder.path)/nowhere/query.log: No such file or directory"))

      try iapetus.writeConfig(config())
      #expect(try await HTTP.post("/-/reload", port: iapetus.port).status == 200)
      _ = try await HTTP.get("/api/v1/query?query=20%2B1", port: iapetus.port)
      try await eventually("the query is written") { Files.text(of: folder.path + "/query.log").contains(#""20+1""#) }

      // As logrotate does it.
      #expect(rename(folder.path + "/query.log", folder.path + "/query.log.1") == 0)
      #expect(try await HTTP.post("/-/reload", port: iapetus.port).status == 200)
      _ = try await HTTP.get("/api/v1/query?query=30%2B1", port: iapetus.port)
      try await eventually("the query is in the new file") {
        Files.text(of: folder.path + "/query.log").contains(#""30+1""#)
      }
      let metrics = try await HTTP.get("/metrics", port: iapetus.port).text
      #expect(metrics.contains("\nprometheus_engine_query_log_enabled 1\n"))
      #expect(metrics.contains("\nprometheus_engine_query_log_failures_total 0\n"))
    }
  }
}
