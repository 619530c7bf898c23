import TestSupport
import Testing
import Threads

@testable import Outbound

struct StreamTests {
  private let client = HTTPClient()

  @Test func `hands a body over as it comes`() async throws {
    let server = LoopbackServer { _ in [.head(), .send([1, 2]), .pause(seconds: 60)] }
    let (parts, part) = AsyncStream.makeStream(of: [UInt8].self)
    var request = HTTPRequest(.get, server.url, timeoutSeconds: 60, bodyBytesMax: 1)
    request.options.stallBytesPerSecond = 0
    let task = Task { [request] in
      try await client.stream(request) {
        part.yield(Array($0))
        return true
      }
    }
    for await bytes in parts {
      #expect(bytes == [1, 2])
      break
    }
    task.cancel()
    await #expect(throws: OutboundError.self) { try await task.value }
    server.stop()
  }

  @Test func `ends when the receiver has enough`() async {
    let server = LoopbackServer { _ in [.head(), .endless([7], pauseSeconds: 0)] }
    await #expect {
      try await client.stream(HTTPRequest(.get, server.url, timeoutSeconds: 120)) { _ in false }
    } throws: {
      ($0 as? OutboundError)?.reason == .bodyTooLarge
    }
  }

  @Test func `an answer that is no 200 keeps its body`() async throws {
    let server = LoopbackServer { _ in LoopbackStep.response(410, body: [1, 2, 3]) }
    let received = Locked(0)
    let response = try await client.stream(HTTPRequest(.get, server.url, timeoutSeconds: 120)) { bytes in
      received.withLock { $0 += bytes.count }
      return true
    }
    #expect(response.status == 410 && response.body.bytes == [1, 2, 3] && received.withLock { $0 } == 0)
  }
}
