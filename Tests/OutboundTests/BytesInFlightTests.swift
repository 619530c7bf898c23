import Compression
import TestSupport
import Testing

@testable import Outbound

struct BytesInFlightTests {
  private static let mebibyte = 1 << 20

  private func client(max: Int, guaranteed: Int = 100) -> HTTPClient {
    var settings = HTTPClientSettings()
    (settings.bytesInFlightMax, settings.bodyBytesGuaranteed) = (max, guaranteed)
    return HTTPClient(settings: settings)
  }

  private func reason(_ client: HTTPClient, _ url: String) async -> OutboundError.Reason? {
    do throws(OutboundError) {
      _ = try await client.fetch(HTTPRequest(.get, url, timeoutSeconds: 120))
      return nil
    } catch { return error.reason }
  }

  @Test func `bodies that are held leave no room for another large one, and always for a small one`() async throws {
    let (large, small) = ([UInt8](repeating: 65, count: Self.mebibyte), [UInt8](repeating: 65, count: 100))
    let server = LoopbackServer { request in LoopbackStep.response(body: request.path == "/small" ? small : large) }
    let client = client(max: Self.mebibyte * 3 / 2)
    var first: HTTPResponse? = try await client.fetch(HTTPRequest(.get, server.url, timeoutSeconds: 120))
    #expect(client.bytesInFlight == Self.mebibyte && first?.body.count == Self.mebibyte)
    #expect(await reason(client, server.url) == .crowdedOut)
    // What came of the one that had no room is given back by the client's own thread.
    for _ in 0..<24_000 where client.bytesInFlight != Self.mebibyte { try await Task.sleep(for: .milliseconds(5)) }
    #expect(client.bytesInFlight == Self.mebibyte)
    #expect(await reason(client, server.url + "/small") == nil)
    first = nil
    #expect(client.bytesInFlight == 0)
    #expect(await reason(client, server.url) == nil)
  }

  @Test func `what a body inflates to counts as well`() async throws {
    let packed = GzipDeflater.compress([UInt8](repeating: 65, count: Self.mebibyte).span.bytes)
    let server = LoopbackServer { _ in LoopbackStep.response(headers: [("Content-Encoding", "gzip")], body: packed) }
    let narrow = client(max: Self.mebibyte)
    let response = try await narrow.fetch(HTTPRequest(.get, server.url, timeoutSeconds: 120))
    do throws(CompressionError) {
      _ = try response.decodedBody(byteCountMax: 64 * Self.mebibyte)
      Issue.record("there was room")
    } catch {
      #expect(error.reason == .noRoom, "\(error)")
    }
    #expect(narrow.bytesInFlight == packed.count)
    let wide = client(max: 4 * Self.mebibyte)
    let body = try await wide.fetch(HTTPRequest(.get, server.url, timeoutSeconds: 120)).decodedBody(
      byteCountMax: 64 * Self.mebibyte)
    #expect(body.count == Self.mebibyte && wide.bytesInFlight == Self.mebibyte)
  }

  @Test func `a body beyond its own limit is too large, whatever room there is`() async throws {
    let packed = GzipDeflater.compress([UInt8](repeating: 65, count: Self.mebibyte).span.bytes)
    let server = LoopbackServer { _ in LoopbackStep.response(headers: [("Content-Encoding", "gzip")], body: packed) }
    let client = client(max: 64 * Self.mebibyte)
    let response = try await client.fetch(HTTPRequest(.get, server.url, timeoutSeconds: 120))
    do throws(CompressionError) {
      _ = try response.decodedBody(byteCountMax: 1000)
      Issue.record("it is too large")
    } catch {
      #expect(error.reason == .tooLarge)
    }
    #expect(client.bytesInFlight == packed.count)
  }
}
