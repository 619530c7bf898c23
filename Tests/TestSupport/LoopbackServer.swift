import Glibc
import Threads

/// An HTTP server on loopback that does as a test says: also what no real server should do.
///
/// A thread for each connection, so that a slow answer never holds the tests' own threads. Ends with the value.
package final class LoopbackServer: Sendable {
  package typealias Handler = @Sendable (LoopbackRequest) -> [LoopbackStep]

  private struct State {
    var requests: [LoopbackRequest] = []
    var connections: Set<CInt> = []
    var connectionCount = 0
    var isStopped = false
  }

  package let port: Int
  private let listener: CInt
  private let handler: Handler
  private let state: Locked<State>

  /// Listens on a free port of 127.0.0.1 and answers each request with the steps of `handler`.
  package init(_ handler: @escaping Handler) {
    let (listener, port) = LoopbackSocket.listen()
    (self.listener, self.port, self.handler) = (listener, port, handler)
    let state = Locked(State())
    self.state = state
    NamedThread.start("loopback") { LoopbackServer.accept(listener, state, handler) }
  }

  /// Listens on a unix socket at `path` instead.
  package init(unixSocket path: String, _ handler: @escaping Handler) {
    (listener, port, self.handler) = (LoopbackSocket.listen(path: path), 0, handler)
    let (listener, state) = (listener, Locked(State()))
    self.state = state
    NamedThread.start("loopback") { LoopbackServer.accept(listener, state, handler) }
  }

  deinit { stop() }

  package var url: String { "http://127.0.0.1:\(port)" }

  /// What was asked so far.
  package var requests: [LoopbackRequest] { state.withLock { $0.requests } }

  /// How many connections were made so far.
  package var connectionCount: Int { state.withLock { $0.connectionCount } }

  /// A port that nobody listened on a moment ago, for a server that a test starts as a process.
  package static func freePort() -> Int {
    let (listener, port) = LoopbackSocket.listen()
    close(listener)
    return port
  }

  /// Refuses from now on, and cuts what is open.
  package func stop() {
    state.withLock { state in
      guard !state.isStopped else { return }
      state.isStopped = true
      shutdown(listener, CInt(SHUT_RDWR))
      for connection in state.connections { shutdown(connection, CInt(SHUT_RDWR)) }
    }
  }

  private static func accept(_ listener: CInt, _ state: Locked<State>, _ handler: @escaping Handler) {
    while true {
      let connection = LoopbackSocket.accept(listener)
      guard connection >= 0 else { break }
      let isWelcome = state.withLock { state in
        state.connectionCount += 1
        if !state.isStopped { state.connections.insert(connection) }
        return !state.isStopped
      }
      guard isWelcome else {
        close(connection)
        break
      }
      NamedThread.start("loopback") { serve(connection, state, handler) }
    }
    close(listener)
  }

  private static func serve(_ connection: CInt, _ state: Locked<State>, _ handler: Handler) {
    var unread: [UInt8] = []
    while let request = LoopbackRequest(reading: connection, &unread) {
      state.withLock { $0.requests.append(request) }
      guard handler(request).allSatisfy({ $0.run(on: connection) }) else { break }
    }
    _ = state.withLock { $0.connections.remove(connection) }
    close(connection)
  }
}
