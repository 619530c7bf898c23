import Testing
import WebAPI

struct ExemplarRoutesTests {
  @Test func `a query has no exemplars, and a wrong one is refused`() async throws {
    try await TestServer.run(routes: { _, _ in [ExemplarRoutes()] }) { server in
      let path = "/api/v1/query_exemplars"
      let none = try await server.get(path + "?query=rate(up%5B5m%5D)&start=1&end=2")
      #expect(none.text == #"{"status":"success","data":[]}"#)
      #expect(try await server.get(path + "?query=1").status == 204)
      for (target, error) in [
        ("?query=sum(", "1:5: parse error: unclosed left parenthesis"),
        ("?query=up&start=2&end=1", "end timestamp must not be before start timestamp"),
        (
          "?query=up&start=x",
          #"invalid parameter \"start\": Invalid time value for 'start': cannot parse \"x\" to a valid timestamp"#
        ),
      ] {
        let answer = try await server.get(path + target)
        #expect(answer.status == 400)
        #expect(answer.text == #"{"status":"error","errorType":"bad_data","error":"\#(error)"}"#)
      }
    }
  }
}
