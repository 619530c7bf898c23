import Glibc
import TestSupport
import Testing

extension EndToEnd {
  /// Another configuration while it runs.
  struct ReloadTests {
    private let first: FakeChild
    private let second: FakeChild

    init() throws {
      first = FakeChild(.series([("job:first:sum", 1)]))
      second = FakeChild(.series([("job:second:sum", 2)]))
    }

    private func config(_ children: FakeChild...) -> String {
      """
      global: {scrape_interval: 500ms, scrape_timeout: 500ms}
      scrape_configs:
        - job_name: federate
          metrics_path: /federate
          static_configs: [{targets: [\(children.map { "'\($0.address)'" }.joined(separator: ", "))]}]
      """
    }

    @Test func `SIGHUP takes over a changed file`() async throws {
      let iapetus = try await ServerProcess(config: config(first))
      try await eventually("the first child is in") { try await iapetus.value("job:first:sum") == 1 }
      try iapetus.writeConfig(config(first, second))
      iapetus.process.send(SIGHUP)
      try await eventually("the second child is in") { try await iapetus.value("job:second:sum") == 2 }
      #expect(try await iapetus.value("job:first:sum") == 1)
      #expect(try await iapetus.data("/api/v1/status/config")["yaml"].string?.contains(second.address) == true)

      try iapetus.writeConfig(config(second))
      iapetus.process.send(SIGHUP)
      try await eventually("the first child is no target any more") { try await iapetus.targets().count == 1 }
      let count = first.requestTimes.count
      try await Task.sleep(for: .seconds(2))
      #expect(first.requestTimes.count <= count + 1, "it is let alone")
    }

    @Test func `a file with a mistake changes nothing and is reported`() async throws {
      let iapetus = try await ServerProcess(config: config(first), flags: ["--web.enable-lifecycle"])
      try await eventually("the first child is in") { try await iapetus.value("job:first:sum") == 1 }
      try iapetus.writeConfig(config(first, second) + "\nscrape_configz: []\n")
      let refused = try await HTTP.post("/-/reload", port: iapetus.port)
      #expect(refused.status == 500 && refused.text.contains("scrape_configz"), "\(refused.status) \(refused.text)")
      #expect(try await iapetus.data("/api/v1/status/runtimeinfo")["reloadConfigSuccess"].bool == false)
      #expect(try await iapetus.targets().count == 1)
      let count = first.requestTimes.count
      try await eventually("the first child is still scraped") { first.requestTimes.count > count + 1 }

      try iapetus.writeConfig(config(first, second))
      let accepted = try await HTTP.post("/-/reload", port: iapetus.port)
      #expect(accepted.status == 200, "\(accepted.text)")
      #expect(try await iapetus.data("/api/v1/status/runtimeinfo")["reloadConfigSuccess"].bool == true)
      try await eventually("the second child is in") { try await iapetus.value("job:second:sum") == 2 }
    }

    @Test func `a rule file with a mistake changes nothing either`() async throws {
      let iapetus = try await ServerProcess(config: config(first), flags: ["--web.enable-lifecycle"])
      try Files.write(
        "groups: [{name: g, rules: [{record: 'a:b:c', expr: 'sum('}]}]", to: iapetus.folder.path + "/r.yml")
      try iapetus.writeConfig(config(first, second) + "\nrule_files: [r.yml]\n")
      let refused = try await HTTP.post("/-/reload", port: iapetus.port)
      #expect(refused.status == 500, "\(refused.text)")
      #expect(try await iapetus.targets().count == 1)
      #expect(try await iapetus.data("/api/v1/rules")["groups"].array.isEmpty)
    }

    @Test func `scrape config files are read again, and one with a mistake is named`() async throws {
      let iapetus = try await ServerProcess(
        config: config(first) + "\nscrape_config_files: ['jobs/*.yml']\n", flags: ["--web.enable-lifecycle"])
      try #require(mkdir(iapetus.folder.path + "/jobs", 0o700) == 0)
      let job = "metrics_path: /federate, static_configs: [{targets: ['\(second.address)']}]"
      try Files.write("scrape_configs: [{job_name: more, \(job)}]", to: iapetus.folder.path + "/jobs/more.yml")
      #expect(try await HTTP.post("/-/reload", port: iapetus.port).status == 200)
      try await eventually("the child of the file is in") { try await iapetus.value("job:second:sum") == 2 }
      let shown = try await iapetus.data("/api/v1/status/config")["yaml"].string ?? ""
      #expect(shown.contains("scrape_config_files:\n- \"\(iapetus.folder.path)/jobs/*.yml\""), "\(shown)")

      try Files.write("scrape_configs: [{job_name: federate, \(job)}]", to: iapetus.folder.path + "/jobs/more.yml")
      let refused = try await HTTP.post("/-/reload", port: iapetus.port)
      #expect(refused.status == 500, "\(refused.text)")
      #expect(refused.text.contains("/jobs/more.yml:1:"), "\(refused.text)")
      #expect(refused.text.contains("first found in main config file"), "\(refused.text)")
      #expect(try await iapetus.targets().count == 2, "what was in force stays")
    }

    @Test func `reload over HTTP is behind its flag`() async throws {
      let iapetus = try await ServerProcess(config: config(first))
      let answer = try await HTTP.post("/-/reload", port: iapetus.port)
      #expect(answer.status == 403 && answer.text.contains("Lifecycle API is not enabled."), "\(answer.text)")
    }
  }
}
