import HTTPTypes
import Testing
import Threads

@testable import WebAPI

struct DisconnectTests {
  /// Works until it is cancelled, and says so.
  private struct EndlessRoutes: WebRoutes {
    let cancelled: AsyncStream<Void>.Continuation

    func add(to table: inout RouteTable) {
      table.on(.get, at: "/endless") { request in
        try await request.whileConnected {
          defer { if Task.isCancelled { cancelled.yield() } }
          try await Task.sleep(for: .seconds(600))
        }
        return .text("done")
      }
    }
  }

  @Test(.timeLimit(.minutes(4)))
  func `work for a client that has gone away ends`() async throws {
    let (cancellations, cancelled) = AsyncStream.makeStream(of: Void.self)
    try await TestServer.run(routes: { _, _ in [EndlessRoutes(cancelled: cancelled)] }) { server in
      try await RawConnection.send(Array("GET /endless HTTP/1.1\r\nHost: x\r\n\r\n".utf8), port: server.port)
      #expect(await cancellations.first { true } != nil)
    }
  }

  @Test(.timeLimit(.minutes(4)))
  func `no more connections are served than allowed`() async throws {
    var settings = WebSettings()
    settings.connectionsMax = 1
    try await TestServer.run(settings: settings) { server in
      let request = Array("GET /api/v1/query?query=1 HTTP/1.1\r\nHost: x\r\n\r\n".utf8)
      // Two that stay open: the second is answered only once the first is gone.
      let first = try RawConnection(port: server.port)
      first.send(request)
      #expect(first.receiveSome().isEmpty == false)
      let answered = Locked(false)
      async let second = RawConnection.exchange(
        Array("GET /api/v1/query?query=2 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".utf8), port: server.port,
        onAnswer: { answered.withLock { $0 = true } })
      try await Task.sleep(for: .milliseconds(300))
      #expect(answered.withLock { !$0 })
      first.end()
      let answer = try await Answer(second)
      #expect(answer.status == 200)
    }
  }
}
