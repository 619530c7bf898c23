import TestSupport
import Testing

extension EndToEnd {
  /// What `/federate` as text cannot say: native histograms, and what a metric is.
  struct LearnedFromChildrenTests {
    private let child: PrometheusProcess
    private let iapetus: ServerProcess

    init() async throws {
      child = try await PrometheusProcess(
        externalLabels: ["cluster": "eu-1", "replica": "a"],
        flags: ["--enable-feature=native-histograms", "--web.enable-remote-write-receiver"],
        scrapeConfigs: PrometheusProcess.itself)
      iapetus = try await ServerProcess(
        config: """
          global: {scrape_interval: 500ms, scrape_timeout: 500ms, scrape_native_histograms: true}
          metadata: {refresh_interval: 1s}
          scrape_configs:
            - job_name: federate
              metrics_path: /federate
              static_configs: [{targets: ['127.0.0.1:\(child.port)']}]
          """)
    }

    /// Buckets on both sides of zero, as floats.
    private func push(_ name: String, count: Double) async throws {
      var request = WriteRequest()
      request.add(["__name__": name, "job": "api \"x\\y\""]) { histogram in
        histogram.double(2, count + 4)
        histogram.double(3, 12.25)
        histogram.zigzag(4, 2)
        histogram.double(5, 0.001)
        histogram.double(7, 0.5)
        for (spans, buckets) in [(UInt64(8), UInt64(10)), (11, 13)] {
          histogram.message(spans) {
            $0.zigzag(1, -2)
            $0.varint(2, 2)
          }
          histogram.double(buckets, count / 2)
          histogram.double(buckets, 1.5)
        }
        histogram.varint(14, 3)
        histogram.varint(15, UInt64(Clock.milliseconds()))
      }
      request.add(["__name__": "job:plain:sum"], value: count, at: Clock.milliseconds())
      let answer = try await HTTP.request(
        "POST", "/api/v1/write", port: child.port, headers: WriteRequest.headers, body: request.body)
      guard answer.status == 204 else { throw Failure("\(answer.status) \(answer.text)") }
    }

    @Test func `native histograms come over protobuf, bucket for bucket`() async throws {
      try await push("job:latency:rate", count: 6)
      let iapetus = self.iapetus
      try await eventually("the histogram is in") { try await iapetus.vector("job:latency:rate").count == 1 }
      func histogram(_ server: some PromAPI) async throws -> JSONValue {
        try await server.data("/api/v1/query", [("query", "job:latency:rate")])["result"][0]["histogram"][1]
      }
      let (got, wanted) = (try await histogram(iapetus), try await histogram(child))
      #expect(wanted["count"].string == "10" && wanted["buckets"].array.count == 5, "\(wanted)")
      #expect(got["count"] == wanted["count"] && got["sum"] == wanted["sum"])
      // Prometheus 2 and 3 differ in the last digit of some bounds.
      #expect(got["buckets"].array.map { $0[3] } == wanted["buckets"].array.map { $0[3] })
      for query in ["histogram_count(job:latency:rate)", "histogram_sum(job:latency:rate)", "job:plain:sum"] {
        let (got, wanted) = (try await iapetus.value(query), try await child.value(query))
        #expect(abs(got - wanted) <= 1e-12 * abs(wanted), "\(query)")
      }
      #expect(try await iapetus.vector("job:latency:rate").first?.labels["job"] == "api \"x\\y\"")
      #expect(try await iapetus.targets().values.allSatisfy { $0["lastError"].string == "" })
    }

    @Test func `what the child's metrics are is served as the child says it`() async throws {
      func metadata(_ server: some PromAPI) async throws -> JSONValue {
        try await server.data("/api/v1/metadata", [("metric", "prometheus_http_requests_total")])
      }
      let (child, iapetus) = (self.child, self.iapetus)
      try await eventually("the child knows it itself") { try await !metadata(child).object.isEmpty }
      try await push("job:latency:rate", count: 1)
      try await eventually("it has been learned", within: .seconds(90)) {
        try await metadata(iapetus) == metadata(child)
      }
      let entry = try await metadata(iapetus)["prometheus_http_requests_total"][0]
      #expect(entry["type"].string == "counter" && entry["help"].string == "Counter of HTTP requests.")
      let ofTarget = try await iapetus.data(
        "/api/v1/targets/metadata", [("metric", "prometheus_http_requests_total"), ("match_target", "{job!=\"\"}")])[0]
      #expect(ofTarget["help"] == entry["help"] && ofTarget["target"]["job"].string?.isEmpty == false, "\(ofTarget)")
    }
  }
}
