import TestSupport
import Threads
import TimeSeries

/// A child on loopback that answers scrapes and questions about its history, well or badly.
final class FakeReader: Sendable {
  typealias Answer = @Sendable (FakeHistory) -> [LoopbackStep]

  private struct State {
    var history: FakeHistory
    var read: Answer
    var query: Answer
  }

  let server: LoopbackServer
  private let state: Locked<State>

  init(_ history: FakeHistory) {
    let state = Locked(State(history: history, read: FakeReader.stream, query: FakeReader.matrix))
    self.state = state
    server = LoopbackServer { request in
      let now = state.withLock { $0 }
      return switch request.path {
      case "/federate": LoopbackStep.metrics(now.history.federated)
      case "/api/v1/read": now.read(now.history)
      case "/api/v1/query": now.query(now.history)
      default: LoopbackStep.response(404)
      }
    }
  }

  var address: String { "127.0.0.1:\(server.port)" }
  var history: FakeHistory { state.withLock { $0.history } }

  func change(_ body: (inout FakeHistory) -> Void) { state.withLock { body(&$0.history) } }
  func reads(_ answer: @escaping Answer) { state.withLock { $0.read = answer } }
  func queries(_ answer: @escaping Answer) { state.withLock { $0.query = answer } }

  /// How often it was asked for `path`.
  func count(_ path: String) -> Int { server.requests.count { $0.path == path } }

  static func stream(_ history: FakeHistory) -> [LoopbackStep] { streamed(ReadAnswer.stream(history.series)) }

  static func matrix(_ history: FakeHistory) -> [LoopbackStep] {
    LoopbackStep.response(
      headers: [("Content-Type", "application/json")], body: Array(ReadAnswer.matrix(history.ownSeries).utf8))
  }

  static func streamed(_ body: [UInt8]) -> [LoopbackStep] {
    let type = "application/x-streamed-protobuf; proto=prometheus.ChunkedReadResponse"
    return LoopbackStep.response(headers: [("Content-Type", type)], body: body)
  }
}
