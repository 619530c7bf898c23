import Fleet
import Telemetry
import Testing
import TimeSeries
import WebAPI

/// What answers say when a cluster is missing.
struct CoverageTests {
  private static let warning =
    #"iapetus: partial result: cluster \"eu-2\" is missing since 2015-07-01T20:09:51.781Z (dark)"#
  private static let partial =
    #""warnings":["\#(warning)"],"iapetus":{"coverage":{"expected":2,"contributing":1,"missing":[{"cluster":"eu-2","since":"2015-07-01T20:09:51.781Z","cause":"dark"}]}}}"#
  private static let whole = #""iapetus":{"coverage":{"expected":2,"contributing":2,"missing":[]}}}"#

  private func serve(
    expected: [String] = [], _ change: @escaping @Sendable (SmallFleet) -> Void = { _ in },
    _ body: (TestServer) async throws -> Void
  ) async throws {
    try await TestServer.run(
      routes: { store, registry in
        let fleet = try SmallFleet(store, expected: expected)
        change(fleet)
        return try TestServer.queryRoutes(store, registry, fleet.clusters) + [
          ClusterRoutes(clusters: fleet.clusters, now: { SmallFleet.now }),
          FederateRoutes(
            views: try TestServer.views(of: store, Registry(), fleet.clusters), externalLabels: { [:] },
            lookback: { 300_000 }, now: { SmallFleet.now }),
        ]
      }, body)
  }

  private func time(_ ago: Milliseconds) -> String { "\(Double(SmallFleet.now - ago) / 1000)" }

  private func expect(
    _ server: TestServer, _ target: String, endsWith tail: String, _ location: SourceLocation = #_sourceLocation
  ) async throws {
    let answer = try await server.get("/api/v1/" + target)
    #expect(answer.status == 200, "\(target): \(answer.text)", sourceLocation: location)
    #expect(answer.text.hasSuffix(tail), "\(target): \(answer.text)", sourceLocation: location)
  }

  @Test func `an instant query that a dark cluster would have fed says so`() async throws {
    try await serve { server in
      for query in ["job:x:sum", "sum(job:x:sum)", "job:x:sum%7Bcluster%3D~%22eu-.%22%7D", "1%2Bsum(job:x:sum)"] {
        try await expect(server, "query?query=\(query)", endsWith: Self.partial)
      }
      try await expect(
        server, "query?query=job:x:sum%7Bcluster%3D%22eu-1%22%7D",
        endsWith:
          #""iapetus":{"coverage":{"expected":1,"contributing":1,"missing":[]}}}"#)
      try await expect(
        server, "query?query=up", endsWith: #"{"coverage":{"expected":1,"contributing":1,"missing":[]}}}"#)
      try await expect(server, "query?query=job:y:sum", endsWith: #""result":[]}}"#)
      try await expect(server, "query?query=vector(1)", endsWith: #""1"]}]}}"#)
    }
  }

  @Test func `offset, at, windows and subqueries count by the time they look at`() async throws {
    try await serve { server in
      let before = ["job:x:sum offset 2m", "job:x:sum @ \(time(120_000))", "rate(job:x:sum[1m] offset 2m)"]
      let after = [
        "rate(job:x:sum[2m])", "sum_over_time(job:x:sum[2m:15s])", "job:x:sum offset 30s",
        "sum(job:x:sum offset 2m) / sum(job:x:sum)",
      ]
      for query in before { try await expect(server, "query?query=\(escaped(query))", endsWith: Self.whole) }
      for query in after { try await expect(server, "query?query=\(escaped(query))", endsWith: Self.partial) }
    }
  }

  @Test func `a range query across an outage that is over says so, and none before or after it`() async throws {
    try await serve({ $0.deliver("eu-2", newest: SmallFleet.now - 20_000, at: SmallFleet.now) }) { server in
      let past =
        #"was missing from 2015-07-01T20:09:51.781Z until 2015-07-01T20:10:31.781Z (dark)"],"iapetus":{"coverage":{"expected":2,"contributing":1,"missing":[{"cluster":"eu-2","since":"2015-07-01T20:09:51.781Z","until":"2015-07-01T20:10:31.781Z","cause":"dark"}]}}}"#
      let range = { (from: Milliseconds, through: Milliseconds, step: Int) in
        "query_range?query=job:x:sum&start=\(self.time(from))&end=\(self.time(through))&step=\(step)"
      }
      try await expect(server, range(300_000, 0, 15), endsWith: past)
      try await expect(server, range(300_000, 60_000, 15), endsWith: Self.whole)
      try await expect(server, range(20_000, 0, 5), endsWith: Self.whole)
      // Steps on both sides of the outage, none in it.
      try await expect(server, range(80_000, 0, 70), endsWith: Self.whole)
      try await expect(server, "query?query=job:x:sum", endsWith: Self.whole)
      try await expect(server, "query?query=\(escaped("rate(job:x:sum[30s])"))", endsWith: past)
    }
  }

  @Test func `partial_response=false makes a missing cluster an error`() async throws {
    try await serve { server in
      let refused = try await server.get("/api/v1/query?query=job:x:sum&partial_response=false")
      #expect(refused.status == 422)
      #expect(
        refused.text
          == #"{"status":"error","errorType":"execution","error":"\#(Self.warning); with partial_response=true there is an answer all the same"}"#
      )
      let other = try await server.get("/api/v1/query?query=job:x:sum%7Bcluster%3D%22eu-1%22%7D&partial_response=0")
      #expect(other.status == 200)
      let odd = try await server.get("/api/v1/query?query=1&partial_response=maybe")
      #expect(odd.status == 400)
      #expect(
        odd.text
          == #"{"status":"error","errorType":"bad_data","error":"'partial_response' parameter: strconv.ParseBool: parsing \"maybe\": invalid syntax"}"#
      )
      for target in [
        "series?match[]=job:x:sum&start=\(time(30_000))&end=\(time(0))",
        "query_range?query=job:x:sum&start=\(time(30_000))&end=\(time(0))&step=15",
      ] {
        #expect(try await server.get("/api/v1/\(target)&partial_response=false").status == 422, "\(target)")
      }
    }
  }

  @Test func `a cluster that was never seen is missing from what others deliver`() async throws {
    try await serve(
      expected: ["eu-1", "eu-3"],
      { fleet in
        for count in 1...3 { fleet.miss("eu-3", count) }
      }
    ) { server in
      let answer = try await server.get("/api/v1/query?query=job:x:sum").text
      #expect(answer.contains(#"cluster \"eu-3\" is missing since"#) && answer.contains("(never seen)"))
      #expect(answer.contains(#""expected":2,"contributing":1,"#))
      // Nobody expects eu-2.
      #expect(!answer.contains(#"cluster \"eu-2\""#))
      #expect(try await !server.get("/api/v1/query?query=up").text.contains("warnings"))
      #expect(
        try await !server.get("/api/v1/query?query=job:x:sum%7Bcluster%3D%22eu-1%22%7D").text.contains("warnings"))
      #expect(try await server.get("/api/v1/query?query=job:x:sum%7Bcluster%3D%22eu-3%22%7D").text.contains("warnings"))
    }
  }

  @Test func `labels and series lack a cluster only if it was dark for all of the time`() async throws {
    try await serve { server in
      for target in ["series?match[]=job:x:sum", "labels?match[]=job:x:sum", "label/cluster/values?match[]=job:x:sum"] {
        #expect(try await !server.get("/api/v1/\(target)").text.contains("warnings"), "\(target)")
        let recent = try await server.get("/api/v1/\(target)&start=\(time(30_000))&end=\(time(0))").text
        #expect(recent.contains(Self.warning), "\(target): \(recent)")
      }
    }
  }

  @Test func `a federation answer names in a header what it lacks`() async throws {
    try await serve { server in
      let answer = try await server.get("/federate?match[]=job:x:sum")
      #expect(answer.headers["x-iapetus-missing-clusters"] == "eu-2")
      let other = try await server.get("/federate?match[]=job:x:sum%7Bcluster%3D%22eu-1%22%7D")
      #expect(other.headers["x-iapetus-missing-clusters"] == nil)
    }
  }

  @Test func `the clusters' status tells who is there and who is dark since when`() async throws {
    try await serve { server in
      let text = try await server.get("/api/v1/status/clusters").text
      #expect(
        text.contains(
          #"{"cluster":"eu-2","state":"dark","expected":true,"expectation":"learned","knownSince":"2015-07-01T20:10:51.781Z","darkSince":"2015-07-01T20:09:51.781Z","newestSample":"2015-07-01T20:09:51.781Z","lagSeconds":60,"deliveredThrough":"2015-07-01T20:09:51.781Z","replicas":[{"replica":"a","scrapeUrl":"http://eu-2:9090/federate","lastDelivery":"2015-07-01T20:10:51.781Z","newestSample":"2015-07-01T20:09:51.781Z","missedScrapes":3,"lastError":"connection refused"}],"darkIntervals":[{"from":"2015-07-01T20:09:51.781Z","cause":"dark"}]}"#
        ), "\(text)")
      #expect(text.contains(#""watermark":"2015-07-01T20:10:50.781Z","ownDowntime":[]"#), "\(text)")
      try await expect(
        server, "status/coverage",
        endsWith:
          #""data":{"coverage":{"expected":2,"contributing":1,"missing":[{"cluster":"eu-2","since":"2015-07-01T20:09:51.781Z","cause":"dark"}]}}}"#
      )
    }
  }

  private func escaped(_ query: String) -> String {
    query.utf8.map { byte in
      let character = Character(UnicodeScalar(byte))
      return character.isLetter || character.isNumber
        ? String(character) : "%" + String(Int(byte) + 256, radix: 16).dropFirst()
    }.joined()
  }
}
