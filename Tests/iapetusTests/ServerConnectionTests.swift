import ArgumentParser
import TestSupport
import Testing

@testable import iapetus

struct ServerConnectionTests {
  private static let good = Array(#"{"status":"success","data":["a","b"],"warnings":["w"]}"#.utf8)

  private func connection(_ server: LoopbackServer, _ arguments: String...) throws -> ServerConnection {
    ServerConnection("127.0.0.1:\(server.port)/prefix/", try ConnectionArguments.parse(arguments))
  }

  /// What is told of an answer that is none.
  private func problem(_ steps: [LoopbackStep], _ arguments: String...) async throws -> String {
    let server = LoopbackServer { _ in steps }
    let asked = ServerConnection(
      "http://me:secret@127.0.0.1:\(server.port)", try ConnectionArguments.parse(arguments))
    do throws(ServerError) {
      _ = try await asked.post("/api", [:], for: [String].self)
      return "answered"
    } catch {
      return "\(error)"
    }
  }

  @Test func `parameters go in the body, headers as they are given`() async throws {
    let server = LoopbackServer { _ in LoopbackStep.response(body: Self.good) }
    let asked = try connection(server, "--header", "X-Scope=a b", "--header=Authorization: Bearer t")
    let answer = try await asked.post("/api/v1/query", ["query": ["a + b"], "x[]": ["1", "2"]], for: [String].self)
    #expect(answer.content == ["a", "b"] && answer.warnings == ["w"] && answer.infos.isEmpty)
    let request = try #require(server.requests.first)
    #expect(request.method == "POST" && request.target == "/prefix/api/v1/query")
    #expect(String(decoding: request.body, as: UTF8.self) == "query=a+%2B+b&x%5B%5D=1&x%5B%5D=2")
    #expect(request.headers["x-scope"] == "a b" && request.headers["authorization"] == "Bearer t")
    #expect(request.headers["content-type"] == "application/x-www-form-urlencoded")
  }

  @Test func `who takes no POST is asked with a GET`() async throws {
    let server = LoopbackServer { request in
      request.method == "POST" ? LoopbackStep.response(405) : LoopbackStep.response(body: Self.good)
    }
    let answer = try await connection(server).post("/api/v1/query", ["query": ["up"]], for: [String].self)
    #expect(answer.content == ["a", "b"])
    #expect(server.requests.map(\.target) == ["/prefix/api/v1/query", "/prefix/api/v1/query?query=up"])
  }

  @Test func `why there is no answer is told, and what can be changed`() async throws {
    let refusal = Array(
      #"{"status":"error","errorType":"timeout","error":"query timed out in expression evaluation"}"#.utf8)
    let cases: [([LoopbackStep], [String])] = [
      (LoopbackStep.response(503, body: refusal), ["timeout: query timed out", "says http://127.0.0.1:"]),
      (LoopbackStep.response(401), ["wants to know who asks", "--http.config.file"]),
      (LoopbackStep.response(404, body: Array("404 page not found".utf8)), ["status 404", "route prefix"]),
      (LoopbackStep.response(502, body: Array("<html>".utf8)), ["status 502", "not in the words of the API"]),
      (LoopbackStep.response(body: Array("<html>".utf8)), ["the API of Prometheus does not"]),
      (LoopbackStep.response(body: Array(#"{"status":"success","data":5}"#.utf8)), ["the API of Prometheus does not"]),
      (LoopbackStep.response(headers: [("Content-Encoding", "gzip")], body: [1, 2, 3]), ["reading the answer"]),
      ([.close], ["127.0.0.1"]),
    ]
    for (steps, words) in cases {
      let text = try await problem(steps)
      for word in words { #expect(text.contains(word), "\(word) in \(text)") }
      #expect(!text.contains("secret"), "\(text)")
    }
  }

  @Test func `an answer is neither too long in coming nor too large`() async throws {
    let slow = try await problem([.pause(seconds: 2)] + LoopbackStep.response(body: Self.good), "--http.timeout=200ms")
    #expect(slow.contains("within 0.2 s") && slow.contains("--http.timeout"), "\(slow)")
    let large = try await problem(LoopbackStep.response(body: Self.good), "--http.max-body-size=10B")
    #expect(large.contains("10 bytes") && large.contains("--http.max-body-size"), "\(large)")
  }
}
