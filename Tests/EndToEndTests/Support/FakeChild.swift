import Glibc
import Threads

/// A child that behaves as a test tells it to: it answers every request on its port with what `behaviour` says.
final class FakeChild: Sendable {
  let port: UInt16
  private let socket: CInt
  private let state: Locked<State>

  private struct State {
    var behaviour: Behaviour
    var times: [ContinuousClock.Instant] = []
    var isStopped = false
  }

  init(_ behaviour: Behaviour) throws {
    (socket, port) = try Loopback.listener()
    state = Locked(State(behaviour: behaviour))
    NamedThread.start("fake child") { [self] in acceptConnections() }
  }

  var address: String { "127.0.0.1:\(port)" }
  var url: String { "http://\(address)/federate" }
  /// When each request came.
  var requestTimes: [ContinuousClock.Instant] { state.withLock { $0.times } }

  /// What it does from the next request on.
  func behave(_ behaviour: Behaviour) { state.withLock { $0.behaviour = behaviour } }

  /// Nobody listens from now on.
  func stop() {
    state.withLock { $0.isStopped = true }
    shutdown(socket, CInt(SHUT_RDWR))
  }

  private func acceptConnections() {
    defer { close(socket) }
    while true {
      let connection = accept(socket, nil, nil)
      guard connection >= 0 else { return }
      NamedThread.start("fake child") { [self] in
        serve(FakeChildConnection(connection))
        close(connection)
      }
    }
  }

  private func serve(_ connection: FakeChildConnection) {
    while connection.readRequest() {
      let (behaviour, number, isStopped) = state.withLock { state in
        state.times.append(.now)
        return (state.behaviour, state.times.count, state.isStopped)
      }
      guard !isStopped, behaviour.answer(request: number, on: connection) else { return }
    }
  }
}
