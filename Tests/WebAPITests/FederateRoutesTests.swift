import Exposition
import Testing
import TimeSeries
import WebAPI

struct FederateRoutesTests {
  private static let now = TestServer.now

  private func get(
    _ target: String, external: Labels = [:],
    headers: [String] = ["Accept: text/plain;version=0.0.4;escaping=allow-utf-8"]
  ) async throws -> Answer {
    try await TestServer.run(routes: { store, registry in
      fill(store)
      return [
        FederateRoutes(
          views: try TestServer.views(of: store, registry), externalLabels: { external }, lookback: { 300_000 },
          now: { Self.now })
      ]
    }) { try await $0.get(target, headers) }
  }

  private func fill(_ store: MemoryStore) {
    let recent = Self.now - 1000
    store.add(["__name__": "job:x:sum", "job": "api", "replica": "a"], [(recent - 15_000, 1), (recent, 12.5)])
    store.add(["__name__": "job:x:sum", "job": "api", "replica": "b"], [(recent, 12.5)])
    store.add(["__name__": "job:x:sum", "job": "web", "instance": "i", "cluster": "own"], [(recent, .nan)])
    store.add(["__name__": "a:first", "Z": "1"], [(recent, -.infinity)])
    store.add(["__name__": "gone"], [(recent - 15_000, 1), (recent, StaleMarker.value)])
    store.add(["__name__": "old"], [(Self.now - 400_000, 1)])
    store.add(["__name__": "größe"], [(recent, 1)])
  }

  @Test func `newest samples by name, replicas merged, with external labels`() async throws {
    let answer = try await get(
      "/federate?match[]=%7B__name__=~%22job:.*%22%7D&match[]=a:first&match[]=gone&match[]=old&match[]=job:x:sum",
      external: ["cluster": "global", "site": "hq"])
    #expect(answer.status == 200)
    #expect(answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8; escaping=allow-utf-8")
    #expect(
      answer.text == """
        # TYPE a:first untyped
        a:first{Z="1",cluster="global",instance="",site="hq"} -Inf 1435781450781
        # TYPE job:x:sum untyped
        job:x:sum{cluster="own",instance="i",job="web",site="hq"} NaN 1435781450781
        job:x:sum{job="api",cluster="global",instance="",site="hq"} 12.5 1435781450781

        """)
  }

  @Test func `a parent that asks for whatever there is gets everything`() async throws {
    for selector in ["%7B%7D", "%7B__name__=~%22.*%22%7D", "%7Bjob!=%22api%22%7D"] {
      let answer = try await get("/federate?match[]=\(selector)")
      #expect(answer.status == 200, "\(selector): \(answer.text)")
      #expect(answer.text.contains("\na:first{Z=\"1\",instance=\"\"} -Inf"), "\(selector): \(answer.text)")
      #expect(answer.text.contains("job=\"api\"") == !selector.contains("api"), "\(selector): \(answer.text)")
    }
  }

  @Test func `nothing chosen or found is an empty answer`() async throws {
    for target in ["/federate", "/federate?match[]=nothing"] {
      let answer = try await get(target)
      #expect(answer.status == 200 && answer.body.isEmpty)
    }
  }

  @Test func `a wrong selector is 400 in words and POST is not allowed`() async throws {
    let answer = try await get("/federate?match[]=%7B")
    #expect(answer.status == 400 && answer.headers["content-type"] == "text/plain; charset=utf-8", "\(answer.text)")
  }

  private static func histogram(schema: Int32, isGauge: Bool = false) -> FloatHistogram {
    var histogram = FloatHistogram()
    histogram.schema = schema
    histogram.counterReset = isGauge ? .gauge : .unknown
    if schema == FloatHistogram.customSchema { histogram.customBounds = [0.5, 1] }
    histogram.positiveSpans = [.init(offset: 0, length: 2)]
    histogram.positiveBuckets = [2, 4]
    (histogram.count, histogram.sum) = (6, 7.5)
    return histogram
  }

  private func federate(_ target: String, accept: String) async throws -> Answer {
    try await TestServer.run(routes: { store, registry in
      fill(store)
      for (kind, histogram) in [
        ("counter", Self.histogram(schema: 2)), ("gauge", Self.histogram(schema: 2, isGauge: true)),
        ("custom", Self.histogram(schema: FloatHistogram.customSchema)),
      ] {
        var samples = SampleColumns()
        samples.append(Self.now - 1000, histogram)
        store.add(["__name__": "job:h", "kind": kind], samples)
      }
      store.add(["__name__": "job:h", "kind": "float"], [(Self.now - 1000, 5)])
      return [
        FederateRoutes(
          views: try TestServer.views(of: store, registry), externalLabels: { [:] }, lookback: { 300_000 },
          now: { Self.now })
      ]
    }) { try await $0.get(target, ["Accept: " + accept]) }
  }

  private static let protobuf =
    "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited"

  @Test func `a parent that asks for protobuf gets native histograms, a family for each kind`() async throws {
    let accept = Self.protobuf + ",application/openmetrics-text;version=1.0.0;q=0.8,text/plain;version=0.0.4;q=0.5"
    let answer = try await federate("/federate?match[]=job:h", accept: accept)
    #expect(
      answer.headers["content-type"]
        == "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited; escaping=underscores"
    )
    var seen: [String] = []
    try answer.body.span.bytes.withUnsafeBytes { (bytes) throws(ExpositionError) in
      var scanner = ProtobufScanner(bytes)
      try scanner.readAll { (sample) throws(ExpositionError) in
        let reset = sample.histogram.map { "\($0.counterReset) \($0.schema)" } ?? "float"
        seen.append("\(String(decoding: sample.series, as: UTF8.self)) \(sample.value) \(reset)")
      }
    }
    #expect(
      seen == [
        #"job:h{kind="float",instance=""} 5.0 float"#, #"job:h{kind="counter",instance=""} 7.5 unknown 2"#,
        #"job:h_count{kind="custom",instance=""} 6.0 float"#, #"job:h_sum{kind="custom",instance=""} 7.5 float"#,
        #"job:h_bucket{kind="custom",instance="",le="0.5"} 2.0 float"#,
        #"job:h_bucket{kind="custom",instance="",le="1.0"} 6.0 float"#,
        #"job:h_bucket{kind="custom",instance="",le="+Inf"} 6.0 float"#,
        #"job:h{kind="gauge",instance=""} 7.5 gauge 2"#,
      ])
  }

  @Test func `as text custom buckets are classic ones, and other native histograms are left out`() async throws {
    let answer = try await federate("/federate?match[]=job:h", accept: "text/plain")
    #expect(
      answer.text == """
        # TYPE job:h untyped
        job:h{kind="float",instance=""} 5 1435781450781
        # TYPE job:h histogram
        job:h_bucket{kind="custom",instance="",le="0.5"} 2 1435781450781
        job:h_bucket{kind="custom",instance="",le="1"} 6 1435781450781
        job:h_bucket{kind="custom",instance="",le="+Inf"} 6 1435781450781
        job:h_sum{kind="custom",instance=""} 7.5 1435781450781
        job:h_count{kind="custom",instance=""} 6 1435781450781

        """)
  }

  @Test func `names are escaped for parents that take plain ones only`() async throws {
    #expect(try await get("/federate?match[]=%7B%22gr%C3%B6%C3%9Fe%22%7D", headers: []).text.contains("gr__e{instance"))
    #expect(try await get("/federate?match[]=%7B%22gr%C3%B6%C3%9Fe%22%7D").text.contains(#"{"größe",instance"#))
  }
}
