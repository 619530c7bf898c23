import Glibc
import TestSupport

/// The built server in a folder of its own, which outlives it: start another one there for a restart.
final class ServerProcess: PromAPI {
  let process: ChildProcess
  let port: UInt16
  let folder: TemporaryDirectory

  /// Starts on `config` and returns once it is ready. Without `config` it runs on the one that is in the folder.
  init(
    config: String?, flags: [String] = [], in folder: TemporaryDirectory = TemporaryDirectory(), port: UInt16? = nil
  ) async throws {
    self.folder = folder
    self.port = try port ?? Loopback.freePort()
    if let config { try Files.write(config, to: folder.path + "/iapetus.yml") }
    process = try ChildProcess(
      [
        try Self.binary(), "--config.file=\(folder.path)/iapetus.yml", "--storage.tsdb.path=\(folder.path)/data",
        "--web.listen-address=127.0.0.1:\(self.port)",
      ] + flags, logPath: folder.path + "/log")
    try await eventually("iapetus is ready; its log: \(process.log)", within: .seconds(30)) {
      guard process.isRunning else { throw Failure("it ended: \(process.log)") }
      return try await HTTP.get("/-/ready", port: self.port).status == 200
    }
  }

  /// The binary that the tests' own build made, beside the bundle of the tests.
  static func binary() throws -> String {
    var path = [CChar](repeating: 0, count: 4096)
    let count = readlink("/proc/self/exe", &path, path.count)
    let tests = String(decoding: path[..<max(count, 0)].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let binary = String(tests[..<(tests.lastIndex(of: "/") ?? tests.startIndex)]) + "/iapetus"
    guard access(binary, X_OK) == 0 else { throw Failure("there is no built server at \(binary)") }
    return binary
  }

  /// Takes over another configuration as an operator does, and waits until it is in force.
  func writeConfig(_ config: String) throws { try Files.write(config, to: folder.path + "/iapetus.yml") }

  /// Peak of the resident memory, MiB.
  var memoryPeak: Double {
    let rows = Files.text(of: "/proc/\(process.id)/status").split(separator: "\n")
    let kilobytes = rows.first { $0.hasPrefix("VmHWM:") }?.split(separator: " ").dropFirst().first.flatMap {
      Double($0)
    }
    return (kilobytes ?? .nan) / 1024
  }

  /// The active targets by scrape URL.
  func targets() async throws -> [String: JSONValue] {
    let targets = try await data("/api/v1/targets")["activeTargets"].array
    return Dictionary(targets.map { ($0["scrapeUrl"].string ?? "", $0) }, uniquingKeysWith: { first, _ in first })
  }
}
