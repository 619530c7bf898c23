import TestSupport
import Testing

extension EndToEnd {
  /// The command, as an operator types it.
  struct CommandLineTests {
    private func iapetus(_ arguments: String...) async throws -> (code: CInt, output: String) {
      try await ChildProcess.run([try ServerProcess.binary()] + arguments)
    }

    @Test(arguments: ["minimal.yml", "iapetus.yml", "demo.yml"])
    func `every example configuration is accepted`(name: String) async throws {
      let check = try await iapetus("check", "config", Files.repository + "/Config/" + name)
      #expect(check.code == 0, "\(check.output)")
    }

    @Test(arguments: ["child.yml", "demo.yml"])
    func `every example of rules is accepted`(name: String) async throws {
      let check = try await iapetus("check", "rules", Files.repository + "/Config/rules/" + name)
      #expect(check.code == 0, "\(check.output)")
    }

    @Test func `an unknown key is refused with its place and the nearest known one`() async throws {
      let folder = TemporaryDirectory()
      try Files.write("global:\n  scrape_intervall: 15s\n", to: folder.path + "/wrong.yml")
      for command in [["check", "config", folder.path + "/wrong.yml"], ["--config.file=\(folder.path)/wrong.yml"]] {
        let answer = try await ChildProcess.run([try ServerProcess.binary()] + command)
        #expect(answer.code == 1)
        for word in ["wrong.yml", "2", "3", "scrape_intervall", "scrape_interval"] {
          #expect(answer.output.contains(word), "\(word) is missing in: \(answer.output)")
        }
      }
    }

    @Test func `an unknown flag is a mistake of usage`() async throws {
      #expect(try await iapetus("--no.such.flag=1").code == 2)
    }

    @Test func `a bound of queries that is nothing is refused before anything starts`() async throws {
      for flag in [
        "--query.timeout=0s", "--query.max-concurrency=0", "--query.max-samples=-1", "--query.lookback-delta=0s",
        "--query.max-memory=0B", "--query.max-total-memory=0B", "--query.max-queued=-1", "--query.slow-kept=-1",
      ] {
        let answer = try await iapetus("serve", flag)
        #expect(answer.code == 2, "\(flag)")
        #expect(answer.output.contains(flag.prefix { $0 != "=" }), "\(flag): \(answer.output)")
      }
    }

    @Test func `rule files have promtool's verdicts`() async throws {
      let folder = TemporaryDirectory()
      let files = [
        "good.yml": "groups: [{name: g, rules: [{record: 'a:b', expr: x}, {alert: A, expr: y}]}]\n",
        "double.yml": """
        groups:
        - {name: g, rules: [{record: 'a:b', expr: x, labels: {z: '1', a: '2'}}, {record: 'a:b', expr: y, labels: {z: '1', a: '2'}}]}
        - {name: h, rules: [{record: 'c:d', expr: x}, {record: 'c:d', expr: x}, {record: 'c:d', expr: x}]}
        """,
        "bad.yml": "groups: [{name: g, rules: [{record: 'a:b', expr: 'sum(x'}]}]\n",
      ]
      for (name, text) in files { try Files.write(text, to: folder.path + "/" + name) }
      let (good, double, bad) = (folder.path + "/good.yml", folder.path + "/double.yml", folder.path + "/bad.yml")
      let binary = try ServerProcess.binary()
      let commands = [
        [good], [double], [double, "--lint-fatal"], [double, "--lint=none", "--lint-fatal"],
        [good, double, "--lint=all"],
        [bad, good], [double, bad, "--lint-fatal"], [good, "--lint-fatal"],
      ]
      for arguments in commands {
        let theirs = try await ChildProcess.run(["promtool", "check", "rules"] + arguments, input: "")
        let ours = try await ChildProcess.run([binary, "check", "rules"] + arguments, input: "")
        #expect(ours.code == theirs.code && ours.output == theirs.output, "\(arguments): \(ours)")
        // Of what is wrong with a file, promtool says the place in another form.
        let isComparable = !arguments.contains(bad)
        #expect(isComparable ? ours.errors == theirs.errors : ours.errors.contains("bad.yml:1:"), "\(ours.errors)")
      }
      let piped = try await ChildProcess.run([binary, "check", "rules"], input: files["good.yml"] ?? "")
      #expect(piped.code == 0 && piped.output == "Checking standard input\n  SUCCESS: 2 rules found\n\n")
      let unknown = "groups: [{name: g, owner: me, rules: []}]\n"
      #expect(try await ChildProcess.run([binary, "check", "rules"], input: unknown).code == 1)
      let ignored = try await ChildProcess.run([binary, "check", "rules", "--ignore-unknown-fields"], input: unknown)
      #expect(ignored.code == 0, "\(ignored.errors)")
      let json = try await ChildProcess.run([binary, "check", "rules", double, "--output=json"], input: "")
      #expect(
        json.code == 0 && json.output.contains("\"valid\" : true") && json.output.contains("3 rules are named c:d"))
    }

    @Test func `expressions are formatted and edited`() async throws {
      let binary = try ServerProcess.binary()
      func promql(_ arguments: String..., input: String = "") async throws -> (
        code: CInt, output: String, errors: String
      ) {
        try await ChildProcess.run([binary, "promql"] + arguments, input: input)
      }
      #expect(try await promql("format", "-", input: "sum(up)by(job)\n").output == "sum by (job) (up)\n")
      #expect(
        try await promql("parse", "sum by (job) (rate(up[5m]))").output == """
          aggregation sum: sum by (job) (rate(up[5m]))
            function rate: rate(up[5m])
              range selector: up[5m]
                selector: up

          """)
      let json = try await promql("parse", "-", "--output=json", input: "1 + up")
      #expect(json.code == 0 && json.output.contains("\"type\":\"binaryExpr\""), "\(json.output)")
      let wrong = try await promql("format", "up +")
      #expect(wrong.code == 1 && wrong.output == "" && wrong.errors.hasSuffix("\n  up +\n      ^\n"), "\(wrong.errors)")
      #expect(try await promql("label-matchers", "set", "up", "a", "b.*", "-t", "=~").output == "up{a=~\"b.*\"}\n")
      #expect(try await promql("label-matchers", "set", "up", "a", "b", "--type=!=").output == "up{a!=\"b\"}\n")
      #expect(try await promql("label-matchers", "delete", "up{a='b'} + a{c='d'}", "a").output == "up + a{c=\"d\"}\n")
      #expect(try await promql("label-matchers", "set", "up", "a", "(", "-t", "=~").code == 1)
      #expect(try await promql("label-matchers", "delete", "{a='b'}", "a").code == 1)
    }

    @Test func `a flag's value comes after an equals sign or a space`() async throws {
      let folder = TemporaryDirectory()
      try Files.write("", to: folder.path + "/iapetus.yml")
      let port = try Loopback.freePort()
      let process = try ChildProcess(
        [
          try ServerProcess.binary(), "--config.file", folder.path + "/iapetus.yml", "--storage.tsdb.path",
          folder.path + "/data", "--web.listen-address", "127.0.0.1:\(port)", "--query.lookback-delta=1m",
          "--storage.tsdb.retention.time=100y",
        ], logPath: folder.path + "/log")
      try await eventually("it is ready: \(process.log)") {
        try await HTTP.get("/-/ready", port: port).status == 200
      }
      let flags = try await HTTP.get("/api/v1/status/flags", port: port).json()["data"]
      #expect(flags["query.lookback-delta"].string == "1m")
      #expect(flags["storage.tsdb.path"].string == folder.path + "/data")
      #expect(process.end(by: 15) == 0, "it ends well on TERM: \(process.log)")
    }
  }
}
