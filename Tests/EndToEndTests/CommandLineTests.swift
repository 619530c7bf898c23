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

    @Test func `expressions are formatted and edited`() async throws {
      let binary = try ServerProcess.binary()
      func promql(_ arguments: String..., input: String = "") async throws -> (
        code: CInt, output: String, errors: String
      ) {
        try await ChildProcess.run([binary, "promql"] + arguments, input: input)
      }
      #expect(try await promql("format", "-", input: "sum(up)by(job)\n").output == "sum by (job) (up)\n")
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
