import Budget
import Compression
import TestSupport
import Testing
import TimeSeries

@testable import Scrape

/// Each thing a child can do wrong is told apart.
struct HostileChildTests {
  private func error(
    _ steps: [LoopbackStep], _ change: (inout ScrapeConfig) -> Void = { _ in }
  ) async throws -> ScrapeError? {
    let child = try ChildFixture()
    child.answers(steps)
    var cycle = try child.cycle(change)
    let report = await cycle.run(at: 1000)
    #expect(child.up() == [0])
    #expect(child.recorder.series.isEmpty)
    return report?.error
  }

  private static let text = [("Content-Type", "text/plain; version=0.0.4")]

  private func gzipped(_ bytes: [UInt8]) -> [UInt8] { GzipDeflater.compress(bytes.span.bytes) }

  @Test func `an answer that is no 200`() async throws {
    let error = try await error(LoopbackStep.response(500))
    #expect(error?.reason == .httpStatus)
    #expect(error?.description == "server returned HTTP status 500 Internal Server Error")
  }

  @Test func `garbage`() async throws {
    let error = try await error(LoopbackStep.response(headers: Self.text, body: [0xff, 0, 1, 2, 0x0a, 0xfe]))
    #expect(error?.reason == .parse)
    #expect(error?.description.contains("line 1, column 1") == true)
  }

  @Test func `no content type, and a strange one`() async throws {
    let blank = try await error(LoopbackStep.response(body: Array("a:b 1\n".utf8)))
    #expect(blank?.reason == .contentType)
    #expect(blank?.description.contains("blank Content-Type") == true)
    let html = LoopbackStep.response(headers: [("Content-Type", "text/html")], body: Array("<html>".utf8))
    #expect(try await error(html)?.reason == .contentType)
  }

  @Test func `a body without end`() async throws {
    let line = Array(String(repeating: "job:a:sum 1\n", count: 1000).utf8)
    let steps = [LoopbackStep.head(headers: Self.text), .endless(line, pauseSeconds: 0)]
    let error = try await error(steps) { $0.bodySizeLimit = 1 << 20 }
    #expect(error?.reason == .bodyTooLarge)
    #expect(error?.description.contains("body size limit exceeded") == true)
  }

  @Test func `a body of many short lines meets the guard of its budget`() async throws {
    let body = (0..<3000).map { "job:a:sum{n=\"\($0)\"} 1\n" }.joined()
    let error = try await error(LoopbackStep.metrics(body)) { $0.seriesBudget = BudgetPolicy(limit: 500) }
    #expect(error?.reason == .tooManyLines)
  }

  @Test func `a gzip bomb`() async throws {
    let bomb = gzipped([UInt8](repeating: 0x0a, count: 8 << 20))
    let steps = LoopbackStep.response(headers: Self.text + [("Content-Encoding", "gzip")], body: bomb)
    let error = try await error(steps) { $0.bodySizeLimit = 1 << 20 }
    #expect(error?.reason == .bodyInflatesTooFar)
  }

  @Test func `broken and cut gzip`() async throws {
    let good = gzipped(Array(FederatedBody.of([(name: "job:a:sum", job: "x")], at: 900).utf8))
    let headers = Self.text + [("Content-Encoding", "gzip")]
    #expect(try await error(LoopbackStep.response(headers: headers, body: [1, 2, 3, 4]))?.reason == .bodyCorrupt)
    let cut = LoopbackStep.response(headers: headers, body: Array(good.dropLast(6)))
    #expect(try await error(cut)?.reason == .bodyEndsEarly)
  }

  @Test func `a connection that ends in the middle of the body`() async throws {
    let steps = [
      LoopbackStep.head(headers: Self.text + [("Content-Length", "1000")]), .send(Array("job:a:sum 1\n".utf8)), .close,
    ]
    #expect(try await error(steps)?.reason == .bodyEndsEarly)
  }

  @Test func `a byte now and then`() async throws {
    let steps = [LoopbackStep.head(headers: Self.text), .endless([0x61], pauseSeconds: 0.1)]
    let error = try await error(steps) { $0.scrapeTimeout = 400 }
    #expect(error?.reason == .timeout)
    #expect(error?.description.contains("context deadline exceeded") == true)
  }

  @Test func `nobody there`() async throws {
    let child = try ChildFixture()
    var cycle = try child.cycle()
    child.server.stop()
    #expect(await cycle.run(at: 1000)?.error?.reason == .connectionRefused)
  }

  @Test func `asks for text with names as they are, and says how long it waits`() async throws {
    let child = try ChildFixture("job:a:sum 1\n")
    var cycle = try child.cycle()
    _ = await cycle.run(at: 1000)
    let headers = child.server.requests.first?.headers ?? [:]
    #expect(headers["accept"]?.contains("text/plain;version=0.0.4") == true)
    #expect(headers["accept"]?.contains("escaping=allow-utf-8") == true)
    #expect(headers["accept-encoding"]?.contains("gzip") == true)
    #expect(headers["x-prometheus-scrape-timeout-seconds"] == "2")
  }
}
