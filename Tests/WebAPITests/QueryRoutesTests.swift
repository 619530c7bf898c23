import TestSupport
import Testing
import TimeSeries
import WebAPI

struct QueryRoutesTests {
  private func check(
    _ server: TestServer, _ target: String, _ status: Int, _ body: String,
    _ location: SourceLocation = #_sourceLocation
  ) async throws {
    let answer = try await server.get(target)
    #expect(answer.status == status, "\(target)", sourceLocation: location)
    #expect(answer.text == body, "\(target)", sourceLocation: location)
    #expect(answer.headers["content-type"] == "application/json", sourceLocation: location)
  }

  @Test func `values are wrapped as Prometheus wraps them`() async throws {
    try await TestServer.run { server in
      server.store.add(["__name__": "up", "job": "a"], [(1_435_781_451_781, 1)])
      try await check(
        server, "/api/v1/query?query=up&time=1435781451.781", 200,
        #"{"status":"success","data":{"resultType":"vector","result":[{"metric":{"__name__":"up","job":"a"},"value":[1435781451.781,"1"]}]}}"#
      )
      try await check(
        server, "/api/v1/query?query=2", 200,
        #"{"status":"success","data":{"resultType":"scalar","result":[1435781451.781,"2"]}}"#)
      try await check(
        server, "/api/v1/query?query=%22a%5C%22b%22&time=7.1", 200,
        #"{"status":"success","data":{"resultType":"string","result":[7.100,"a\"b"]}}"#)
      try await check(
        server, "/api/v1/query?query=nothing", 200,
        #"{"status":"success","data":{"resultType":"vector","result":[]}}"#)
      try await check(
        server, "/api/v1/query?query=up%5B5m%5D&time=1435781451.8", 200,
        #"{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"__name__":"up","job":"a"},"values":[[1435781451.781,"1"]]}]}}"#
      )
      try await check(
        server, "/api/v1/query_range?query=1e21/up&start=1435781452&end=1435781453&step=0.5", 200,
        #"{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"job":"a"},"values":[[1435781452,"1e+21"],[1435781452.500,"1e+21"],[1435781453,"1e+21"]]}]}}"#
      )
    }
  }

  @Test func `every wrong parameter has its own words`() async throws {
    let cases: [(String, String)] = [
      (
        "query?query=1&time=x",
        #"invalid parameter \"time\": Invalid time value for 'time': cannot parse \"x\" to a valid timestamp"#
      ),
      ("query?query=sum(up", #"invalid parameter \"query\": 1:7: parse error: unclosed left parenthesis"#),
      ("query?query=1&timeout=y", #"invalid parameter \"timeout\": cannot parse \"y\" to a valid duration"#),
      (
        "query?query=1&lookback_delta=y",
        #"error parsing lookback delta duration: cannot parse \"y\" to a valid duration"#
      ),
      ("query?query=1&limit=-1", #"invalid parameter \"limit\": limit must be non-negative"#),
      ("query?query=1&limit=z", #"invalid parameter \"limit\": strconv.Atoi: parsing \"z\": invalid syntax"#),
      (
        "query?query=1&limit=99999999999999999999",
        #"invalid parameter \"limit\": strconv.Atoi: parsing \"99999999999999999999\": value out of range"#
      ),
      ("query?query=1&dedup=maybe", #"invalid parameter \"dedup\": cannot parse \"maybe\" to a truth value"#),
      ("query_range?query=1&end=1&step=1", #"invalid parameter \"start\": cannot parse \"\" to a valid timestamp"#),
      (
        "query_range?query=1&start=2&end=1&step=1",
        #"invalid parameter \"end\": end timestamp must not be before start time"#
      ),
      ("query_range?query=1&start=1&end=2", #"invalid parameter \"step\": cannot parse \"\" to a valid duration"#),
      (
        "query_range?query=1&start=1&end=2&step=1e300",
        #"invalid parameter \"step\": cannot parse \"1e300\" to a valid duration. It overflows int64"#
      ),
      (
        "query_range?query=1&start=1&end=2&step=0",
        #"invalid parameter \"step\": zero or negative query resolution step widths are not accepted. Try a positive integer"#
      ),
      (
        "query_range?query=1&start=0&end=11001&step=1",
        "exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)"
      ),
      (
        "query_range?query=up%5B5m%5D&start=1&end=2&step=1",
        #"invalid parameter \"query\": invalid expression type \"range vector\" for range query, must be Scalar or instant Vector"#
      ),
      ("query?query=%zz", #"error parsing form values: invalid URL escape \"%zz\""#),
      ("query?query=%c3%28", "error parsing form values: a value is not valid UTF-8"),
      (
        "labels?match%5B%5D=%7B",
        #"1:2: parse error: unexpected end of input inside braces"#
      ),
      (
        "series?match%5B%5D=%7B",
        #"invalid parameter \"match[]\": 1:2: parse error: unexpected end of input inside braces"#
      ),
      (
        "labels?match%5B%5D=%7Ba=%22%22%7D",
        #"match[] must contain at least one non-empty matcher"#
      ),
      (
        "labels?start=x",
        #"invalid parameter \"start\": Invalid time value for 'start': cannot parse \"x\" to a valid timestamp"#
      ),
      ("labels?start=x&limit=y", #"invalid parameter \"limit\": strconv.Atoi: parsing \"y\": invalid syntax"#),
      (
        "query?query=1&timeout=Inf",
        #"invalid parameter \"timeout\": cannot parse \"Inf\" to a valid duration. It overflows int64"#
      ),
      ("query?query=1&timeout=300y", #"invalid parameter \"timeout\": cannot parse \"300y\" to a valid duration"#),
      (
        "query?query=up%5B5m-10m%5D",
        #"invalid parameter \"query\": 3:9: duration must be greater than 0"#
      ),
      ("series", "no match[] parameter provided"),
      ("format_query?query=(", #"invalid parameter \"query\": 1:2: parse error: unclosed left parenthesis"#),
    ]
    try await TestServer.run { server in
      for (target, text) in cases {
        try await check(
          server, "/api/v1/" + target, 400, #"{"status":"error","errorType":"bad_data","error":"\#(text)"}"#)
      }
    }
  }

  @Test func `what fails later is an execution error`() async throws {
    try await TestServer.run { server in
      for (name, extra) in [("left", "x"), ("left", "y"), ("right", "x"), ("right", "y")] {
        server.store.add(["__name__": name, "e": extra], [(TestServer.now, 1)])
      }
      let answer = try await server.get("/api/v1/query?query=left+*+on()+right")
      #expect(answer.status == 422)
      #expect(answer.text.hasPrefix(#"{"status":"error","errorType":"execution","error":"#), "\(answer.text)")
    }
  }

  @Test func `a form in the body counts before the URL`() async throws {
    try await TestServer.run { server in
      let answer = try await server.post("/api/v1/query?time=5&query=1", "query=2")
      #expect(answer.text == #"{"status":"success","data":{"resultType":"scalar","result":[5,"2"]}}"#)
    }
  }

  @Test func `a limit cuts the series and says so`() async throws {
    try await TestServer.run { server in
      for name in ["a", "b", "c"] { server.store.add(["__name__": "m", "n": name], [(TestServer.now, 1)]) }
      let answer = try await server.get("/api/v1/query?query=m&limit=1&time=1435781452")
      #expect(answer.text.hasSuffix(#"]},"warnings":["results truncated due to limit"]}"#), "\(answer.text)")
      #expect(!answer.text.contains(#""n":"b""#))
    }
  }

  @Test func `statistics come when asked for`() async throws {
    try await TestServer.run { server in
      server.store.add(["__name__": "m"], [(1_000, 1), (2_000, 2)])
      let total = try await server.get("/api/v1/query?query=m&time=2&stats=true").text
      #expect(total.contains(#""stats":{"timings":{"evalTotalTime":"#), "\(total)")
      #expect(!total.contains("totalQueryableSamplesPerStep"))
      let all = try await server.get("/api/v1/query?query=m&time=2&stats=all").text
      #expect(all.contains(#""samples":{"totalQueryableSamplesPerStep":[[2,1]],"totalQueryableSamples":1"#), "\(all)")
      let other = try await server.get("/api/v1/query?query=m&time=2&stats=x").text
      #expect(other.contains(#""totalQueryableSamples":1"#), "\(other)")
      #expect(
        other.hasSuffix(
          #","warnings":["value \"x\" for parameter \"stats\" is deprecated and will be rejected in the next major release, use \"true\" or \"all\""]}"#
        ), "\(other)")
    }
  }

  @Test func `a big answer streams and is whole`() async throws {
    try await TestServer.run { server in
      var random = SeededRandom(seed: 4)
      for number in 0..<20 {
        let samples = (0..<1000).map { (Timestamp($0) * 1000, Double.random(in: 0...1, using: &random)) }
        server.store.add(["__name__": "m", "n": "\(number)"], samples)
      }
      let target = "/api/v1/query_range?query=m&start=0&end=999&step=1"
      let plain = try await server.get(target)
      #expect(plain.headers["transfer-encoding"] == "chunked")
      #expect(plain.text.hasPrefix(#"{"status":"success","data":{"resultType":"matrix","result":[{"metric":"#))
      #expect(plain.text.hasSuffix(#""]]}]}}"#))
      #expect(plain.text.split(separator: "],[").count == 20 * 999 + 1)
      let packed = try await server.get(target, ["Accept-Encoding: deflate, gzip;q=0.8"])
      #expect(packed.headers["content-encoding"] == "gzip")
      #expect(packed.body == plain.body)
    }
  }

  @Test func `replicas are one unless asked apart`() async throws {
    try await TestServer.run { server in
      for replica in ["a", "b"] {
        server.store.add(["__name__": "m", "replica": replica, "zone": replica], [(TestServer.now, 1)])
      }
      func count(_ parameters: String) async throws -> String {
        try await server.get("/api/v1/query?query=count(sum+without(zone)(m))" + parameters).text
      }
      let merged = try await server.get("/api/v1/series?match[]=m").text
      #expect(!merged.contains("replica"))
      let apart = try await server.get("/api/v1/series?match[]=m&dedup=false").text
      #expect(apart.contains("replica"))
      for (parameters, value) in [("", "1"), ("&dedup=false", "2"), ("&replicaLabels[]=zone", "2")] {
        let text = try await count(parameters)
        #expect(text.contains("\"\(value)\"]"), "\(parameters): \(text)")
      }
    }
  }
}
