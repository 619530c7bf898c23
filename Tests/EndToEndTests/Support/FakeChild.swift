import TestSupport
import Threads

/// A child that behaves as a test tells it to: it answers every request with what `behave` said last.
final class FakeChild: Sendable {
  private let server: LoopbackServer
  private let state: Locked<State>

  private struct State {
    var behaviour: Behaviour
    var times: [ContinuousClock.Instant] = []
    var pastRequests: [String] = []
  }

  /// - Parameter past: how it answers who asks its API for what was; like any other request without it.
  init(_ behaviour: Behaviour, past: Behaviour? = nil) {
    let state = Locked(State(behaviour: behaviour))
    self.state = state
    server = LoopbackServer { request in
      if let past, request.path.hasPrefix("/api/") {
        let number = state.withLock { state in
          state.pastRequests.append(request.target)
          return state.pastRequests.count
        }
        return past.steps(request: number)
      }
      let (behaviour, number) = state.withLock { state in
        state.times.append(.now)
        return (state.behaviour, state.times.count)
      }
      return behaviour.steps(request: number)
    }
  }

  var port: UInt16 { UInt16(server.port) }
  var address: String { "127.0.0.1:\(port)" }
  var url: String { "http://\(address)/federate" }
  /// When each request came.
  var requestTimes: [ContinuousClock.Instant] { state.withLock { $0.times } }
  /// What its API was asked for, where it answers that in a way of its own.
  var pastRequests: [String] { state.withLock { $0.pastRequests } }

  /// What it does from the next request on.
  func behave(_ behaviour: Behaviour) { state.withLock { $0.behaviour = behaviour } }

  /// Nobody listens from now on.
  func stop() { server.stop() }
}
