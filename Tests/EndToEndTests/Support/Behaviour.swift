import TestSupport

/// How a fake child answers a request.
enum Behaviour: Sendable {
  /// A body of the text format, made for the request with that number, which counts from 1.
  case text(@Sendable (_ request: Int) -> String)
  /// A body that is compressed already.
  case gzip([UInt8])
  /// So many MiB of good lines, without a length that would tell beforehand.
  case huge(mebibytes: Int)
  /// A good body at a byte per second.
  case trickle
  case status(Int)

  /// One line `name{labels} value timestamp` per series, its timestamp now.
  static func series(_ lines: [(series: String, value: Double)]) -> Behaviour {
    .text { _ in exposition(lines) }
  }

  static func exposition(_ lines: [(series: String, value: Double)], at time: Int64 = Clock.milliseconds()) -> String {
    lines.map { "\($0.series) \($0.value) \(time)\n" }.joined()
  }

  func steps(request number: Int) -> [LoopbackStep] {
    switch self {
    case .text(let body): LoopbackStep.metrics(body(number))
    case .gzip(let bytes):
      LoopbackStep.response(headers: [Self.contentType, ("Content-Encoding", "gzip")], body: bytes)
    case .huge(let mebibytes):
      [.head(headers: [Self.contentType, ("Connection", "close")])]
        + Array(repeating: .send(Self.mebibyteOfLines), count: mebibytes) + [.close]
    case .trickle:
      [.head(headers: [Self.contentType, ("Content-Length", "1000")])]
        + "job:slow:sum 1\n".utf8.flatMap { [.send([$0]), .pause(seconds: 1)] } + [.close]
    case .status(let status): LoopbackStep.response(status)
    }
  }

  private static let contentType = ("Content-Type", "text/plain; version=0.0.4")
  private static let mebibyteOfLines = Array(
    (0..<16384).map { "job:huge:sum{number=\"\($0 + 100_000)\",padding=\"xxxxxxxxxxxxxxxxxxxxxxxx\"} 1\n" }.joined()
      .utf8)
}
