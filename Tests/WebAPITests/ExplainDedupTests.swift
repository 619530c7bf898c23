import Telemetry
import Testing
import TimeSeries

/// What `explain=dedup` adds to the answers to queries.
struct ExplainDedupTests {
  private static let now = "1435781451.781"

  private func serve(_ body: (TestServer) async throws -> Void) async throws {
    try await TestServer.run { server in
      server.store.add(["__name__": "m", "replica": "a"], [(TestServer.now - 60_000, 1)])
      server.store.add(["__name__": "m", "replica": "b"], [(TestServer.now - 60_000, 1.5), (TestServer.now, 2)])
      try await body(server)
    }
  }

  private static let why =
    "nothing is known of these replicas: it is the first by labels that has a sample at this time"
  private static let older =
    #"{"served":{"replica":"a","rank":"unranked","timestamp":1435781391.781,"value":"1"},"why":"\#(why)","rejected":[{"replica":"b","rank":"unranked","timestamp":1435781391.781,"value":"1.5"}]}"#
  private static let newer =
    #"{"served":{"replica":"b","rank":"unranked","timestamp":1435781451.781,"value":"2"},"why":"\#(why)","rejected":[]}"#

  private static func explained(_ slots: String) -> String {
    #","iapetus":{"dedup":{"series":[{"metric":{"__name__":"m"},"slots":[\#(slots)]}]}}}"#
  }

  @Test func `an instant query tells of the newest point`() async throws {
    try await serve { server in
      let text = try await server.get("/api/v1/query?query=sum(m)&explain=dedup").text
      #expect(text.hasPrefix(#"{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":["#))
      #expect(text.hasSuffix(#"]}"# + Self.explained(Self.newer)), "\(text)")
      #expect(try await !server.get("/api/v1/query?query=sum(m)").text.contains("iapetus"))
    }
  }

  @Test func `a range query tells of all points it read, each once`() async throws {
    try await serve { server in
      for query in ["m", "m%2Bm", "rate(m%5B5m%5D)"] {
        let text = try await server.get(
          "/api/v1/query_range?query=\(query)&start=1435781411.781&end=\(Self.now)&step=10&explain=dedup"
        ).text
        #expect(text.hasSuffix(Self.explained(Self.older + "," + Self.newer)), "\(query): \(text)")
      }
    }
  }

  @Test func `replicas shown apart have nothing to explain`() async throws {
    try await serve { server in
      let text = try await server.get("/api/v1/query?query=m&explain=dedup&dedup=false").text
      #expect(
        text.hasSuffix(
          #""iapetus":{"dedup":{"series":[],"notes":["nothing is merged: replicas are shown apart"]}}}"#), "\(text)")
    }
  }

  @Test func `an answer of which not all is told is counted`() async throws {
    try await TestServer.run { server in
      for number in 0...50 {
        server.store.add(["__name__": "m", "n": "\(number)", "replica": "a"], [(TestServer.now - 60_000, 1)])
      }
      for query in ["m", "m%7Bn%3D%221%22%7D"] {
        _ = try await server.get("/api/v1/query?query=\(query)&explain=dedup")
      }
      let cut = server.registry.families().first { $0.name == "iapetus_explanations_cut_total" }
      #expect(cut?.samples.map(\.value) == [1])
    }
  }

  @Test func `what else is to be explained is refused`() async throws {
    try await serve { server in
      for target in ["query?query=m", "query_range?query=m&start=1&end=2&step=1"] {
        let answer = try await server.get("/api/v1/\(target)&explain=plan")
        #expect(answer.status == 400)
        #expect(
          answer.text
            == #"{"status":"error","errorType":"bad_data","error":"invalid parameter \"explain\": cannot explain \"plan\", known are \"true\" (the plan), \"dedup\" and \"all\""}"#
        )
      }
    }
  }
}
