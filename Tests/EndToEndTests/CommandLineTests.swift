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
