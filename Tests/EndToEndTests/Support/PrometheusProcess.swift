import Glibc
import TestSupport
import Threads

/// Debian's prometheus: a child of iapetus, or a parent above it.
final class PrometheusProcess: PromAPI {
  let port: UInt16
  private let folder = TemporaryDirectory()
  private let command: [String]
  private let running: Locked<ChildProcess>

  /// - Parameter rulesPath: a rule file. Replicas of a pair are given the same path, so that they evaluate at the same timestamps.
  init(
    externalLabels: [String: String] = [:], rulesPath: String? = nil, flags: [String] = [],
    scrapeConfigs: (_ port: UInt16) -> String
  ) async throws {
    port = try Loopback.freePort()
    let labels = externalLabels.map { "\($0): \($1)" }.joined(separator: ", ")
    try Files.write(
      """
      global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 2s, external_labels: {\(labels)}}
      rule_files: [\(rulesPath ?? "")]
      scrape_configs:
      \(scrapeConfigs(port))
      """, to: folder.path + "/prometheus.yml")
    command =
      [
        "prometheus", "--config.file=\(folder.path)/prometheus.yml", "--storage.tsdb.path=\(folder.path)/data",
        "--web.listen-address=127.0.0.1:\(port)", "--log.level=warn",
      ] + flags
    running = Locked(try ChildProcess(command, logPath: folder.path + "/log"))
    try await beReady()
  }

  var process: ChildProcess { running.withLock { $0 } }

  /// Begins anew on what it has stored, after its end.
  func restart() async throws {
    let process = try ChildProcess(command, logPath: folder.path + "/log")
    running.withLock { $0 = process }
    try await beReady()
  }

  private func beReady() async throws {
    let process = self.process
    try await eventually("prometheus is ready; its log: \(process.log)") {
      guard process.isRunning else { throw Failure("it ended: \(process.log)") }
      return try await HTTP.get("/-/ready", port: self.port).status == 200
    }
  }

  /// Scrapes itself.
  static func itself(_ port: UInt16) -> String {
    "  - {job_name: prometheus, static_configs: [{targets: ['127.0.0.1:\(port)']}]}"
  }
}
