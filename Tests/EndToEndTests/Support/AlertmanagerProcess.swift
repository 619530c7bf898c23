import TestSupport

/// Debian's alertmanager: alone, or one of several that gossip.
final class AlertmanagerProcess: Sendable {
  let process: ChildProcess
  let port: UInt16
  /// Where the others of its cluster find it.
  let gossipPort: UInt16
  private let folder = TemporaryDirectory()

  /// Starts one that hands every page to `pager`, each alert a page of its own, and never the same again within an hour.
  ///
  /// The members of a cluster wait for each other, 2 s each, before they page. The group's interval is longer than all of
  /// that: otherwise one that still waits with what it saw fire pages again when another has told the end meanwhile.
  ///
  /// - Parameter peers: others that it gossips with. The peers that come later know it as well.
  init(paging pager: Pager, peers: [AlertmanagerProcess] = []) async throws {
    (port, gossipPort) = (try Loopback.freePort(), try Loopback.freePort())
    try Files.write(
      """
      route: {receiver: pager, group_by: ['...'], group_wait: 500ms, group_interval: 8s, repeat_interval: 1h}
      receivers:
        - name: pager
          webhook_configs: [{url: '\(pager.url)', send_resolved: true}]
      """, to: folder.path + "/alertmanager.yml")
    process = try ChildProcess(
      [
        "prometheus-alertmanager", "--config.file=\(folder.path)/alertmanager.yml",
        "--storage.path=\(folder.path)/data", "--web.listen-address=127.0.0.1:\(port)", "--log.level=warn",
        "--cluster.listen-address=127.0.0.1:\(gossipPort)", "--cluster.advertise-address=127.0.0.1:\(gossipPort)",
        "--cluster.peer-timeout=2s", "--cluster.settle-timeout=5s", "--cluster.reconnect-interval=1s",
      ] + peers.map { "--cluster.peer=127.0.0.1:\($0.gossipPort)" }, logPath: folder.path + "/log")
    try await eventually("alertmanager is ready; its log: \(process.log)") {
      guard process.isRunning else { throw Failure("it ended: \(process.log)") }
      return try await HTTP.get("/-/ready", port: self.port).status == 200
    }
  }

  /// As many as `count` that gossip with each other.
  static func cluster(of count: Int, paging pager: Pager) async throws -> [AlertmanagerProcess] {
    var members: [AlertmanagerProcess] = []
    for _ in 0..<count { members.append(try await AlertmanagerProcess(paging: pager, peers: members)) }
    return members
  }

  var address: String { "127.0.0.1:\(port)" }

  /// The alerts that it knows and that have not ended, as its API shows them.
  func alerts() async throws -> [JSONValue] {
    try await HTTP.get("/api/v2/alerts", port: port).json().array
  }

  /// How many members its cluster has, itself included.
  func clusterSize() async throws -> Int {
    try await HTTP.get("/api/v2/status", port: port).json()["cluster"]["peers"].array.count
  }
}
