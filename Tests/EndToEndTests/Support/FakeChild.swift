import TestSupport
import Threads

/// A child that behaves as a test tells it to: it answers every request with what `behave` said last.
final class FakeChild: Sendable {
  private let server: LoopbackServer
  private let state: Locked<State>

  private struct State {
    var behaviour: Behaviour
    var times: [ContinuousClock.Instant] = []
  }

  init(_ behaviour: Behaviour) {
    let state = Locked(State(behaviour: behaviour))
    self.state = state
    server = LoopbackServer { _ in
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

  /// What it does from the next request on.
  func behave(_ behaviour: Behaviour) { state.withLock { $0.behaviour = behaviour } }

  /// Nobody listens from now on.
  func stop() { server.stop() }
}
