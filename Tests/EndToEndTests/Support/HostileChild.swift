import TestSupport

/// A child that means harm, or might as well: what it answers, and by which words the API has to name it.
struct HostileChild: Sendable {
  let name: String
  let server: LoopbackServer
  /// How ``/api/v1/targets`` calls the error; `nil` for a child whose scrapes succeed.
  var reason: String?
  /// What stands in its error's text.
  var word = ""
  /// Of its target, in the configuration.
  var labels: String

  init(
    _ name: String, reason: String?, word: String = "", labels: String? = nil,
    _ handler: @escaping LoopbackServer.Handler
  ) {
    self.name = name
    self.reason = reason
    self.word = word
    self.labels = labels ?? "{cluster: \(name), replica: a}"
    server = LoopbackServer(handler)
  }

  var address: String { "127.0.0.1:\(server.port)" }
}

extension HostileChild {
  private static let contentType = ("Content-Type", "text/plain; version=0.0.4")
  static let seriesInStorm = 1_000_000
  static let hour: Int64 = 3_600_000

  /// All kinds.
  ///
  /// - Parameter victim: whose cluster and replica the thief takes.
  static func all(stealingFrom victim: String) async throws -> [HostileChild] {
    let (bomb, storm) = (try await gzipBomb(), storm())
    let lines = Array((0..<4096).map { "job:endless:sum{n=\"\($0)\"} 1\n" }.joined().utf8)
    return [
      HostileChild("endless", reason: "body_too_large", word: "body size limit") { _ in
        [.head(headers: [contentType]), .endless(lines, pauseSeconds: 0.001)]
      },
      HostileChild("slow", reason: "timeout", word: "deadline") { _ in
        [.head(headers: [contentType]), .endless(Array("j".utf8), pauseSeconds: 0.5)]
      },
      HostileChild("garbage", reason: "parse", word: "line 2") { _ in
        LoopbackStep.metrics("job:good:sum 1\n\u{1}\u{2} what{ is= this?\n")
      },
      HostileChild("bomb", reason: "body_inflates_too_far", word: "inflates") { _ in
        LoopbackStep.response(headers: [contentType, ("Content-Encoding", "gzip")], body: bomb)
      },
      HostileChild("storm", reason: "too_many_lines", word: "series_budget") { _ in
        LoopbackStep.response(headers: [contentType], body: storm)
      },
      HostileChild("thief", reason: "identity", word: victim, labels: "{}") { _ in
        LoopbackStep.metrics("job:stolen:sum{cluster=\"\(victim)\",replica=\"a\"} 666 \(Clock.milliseconds())\n")
      },
      HostileChild("loop", reason: "too_many_redirects", word: "redirect") { request in
        LoopbackStep.response(302, headers: [("Location", request.target + "&again=1")])
      },
      HostileChild("page", reason: "content_type", word: "text/html") { _ in
        LoopbackStep.response(headers: [("Content-Type", "text/html")], body: Array("<html>login</html>".utf8))
      },
      HostileChild("broken", reason: "http_status", word: "503") { _ in
        LoopbackStep.response(503, headers: [("Retry-After", "86400")])
      },
      HostileChild("ahead", reason: nil) { _ in
        LoopbackStep.metrics("job:ahead:sum 1 \(Clock.milliseconds() + hour)\n")
      },
      HostileChild("replay", reason: nil) { _ in
        LoopbackStep.metrics("job:replay:sum \(Int.random(in: 0..<1000)) \(start - hour)\n")
      },
    ]
  }

  private static let start = Clock.milliseconds()

  private static func storm() -> [UInt8] {
    var body: [UInt8] = []
    body.reserveCapacity(seriesInStorm * 26)
    for number in 0..<seriesInStorm { body += Array("job:s:sum{n=\"\(1_000_000 + number)\"} 1\n".utf8) }
    return body
  }

  /// A few hundred kilobytes that become 400 MB of good lines.
  private static func gzipBomb() async throws -> [UInt8] {
    let folder = TemporaryDirectory()
    let command = "yes 'job:bomb:sum{n=\"0\"} 1' | head -c 400000000 | gzip -1 >\(folder.path)/bomb"
    let (code, output) = try await ChildProcess.run(["sh", "-c", command])
    guard code == 0 else { throw Failure("gzip: \(output)") }
    return try Files.bytes(of: folder.path + "/bomb")
  }
}
