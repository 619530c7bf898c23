import Glibc
import TestSupport
import Testing

extension EndToEnd {
  /// What floats alone cannot say: native histograms, and when a counter began, in at one door and out at another.
  struct NativeHistogramTests {
    private static let receiver = ["--web.enable-remote-write-receiver"]

    private static func write(_ request: WriteRequest, _ headers: [String], to iapetus: ServerProcess) async throws
      -> HTTPAnswer
    {
      try await HTTP.request("POST", "/api/v1/write", port: iapetus.port, headers: headers, body: request.body)
    }

    @Test func `a parent Prometheus federates native histograms from here`() async throws {
      let iapetus = try await ServerProcess(config: "", flags: Self.receiver)
      var request = WriteRequest()
      request.add(["__name__": "job:latency:sum", "job": "api"]) { histogram in
        histogram.double(2, 7)
        histogram.double(3, 9.5)
        histogram.zigzag(4, 2)
        histogram.double(5, 0.001)
        histogram.double(7, 1)
        histogram.message(11) {
          $0.zigzag(1, -1)
          $0.varint(2, 2)
        }
        histogram.double(13, 2)
        histogram.double(13, 4)
        histogram.varint(15, UInt64(Clock.milliseconds()))
      }
      request.add(["__name__": "job:plain:sum", "job": "api"], value: 5, at: Clock.milliseconds())
      let answer = try await Self.write(request, WriteRequest.headers, to: iapetus)
      #expect(answer.status == 204, "\(answer.text)")
      let parent = try await PrometheusProcess(flags: ["--enable-feature=native-histograms"]) { _ in
        """
          - job_name: federate
            honor_labels: true
            metrics_path: /federate
            params: {'match[]': ['{__name__=~"job:.*"}']}
            static_configs: [{targets: ['127.0.0.1:\(iapetus.port)']}]
        """
      }
      try await eventually("the parent has both") {
        let count = try await parent.vector("histogram_count(job:latency:sum{job='api'})").map(\.value)
        let plain = try await parent.vector("job:plain:sum{job='api'}").map(\.value)
        return count == [7] && plain == [5]
      }
      /// Rule, bounds and count of each bucket, then the sum.
      func numbers(_ server: some PromAPI) async throws -> [Double] {
        let histogram = try await server.data("/api/v1/query", [("query", "job:latency:sum")])["result"][0][
          "histogram"][1]
        return histogram["buckets"].array.flatMap { $0.array.map(\.asNumber) } + [histogram["sum"].asNumber]
      }
      let (theirs, ours) = (try await numbers(parent), try await numbers(iapetus))
      #expect(ours.count == 13 && theirs.count == 13)
      #expect(zip(theirs, ours).allSatisfy { abs($0 - $1) < 1e-12 }, "\(theirs) \(ours)")
      #expect(try await parent.value("up{job='federate'}") == 1)
    }

    @Test func `what remote write 2.0 says of a counter's beginning counts, also after a restart`() async throws {
      let iapetus = try await ServerProcess(config: "", flags: Self.receiver)
      let now = Clock.milliseconds() / 1000 * 1000
      // A counter that begins anew each minute, and one sample that began half a minute before.
      let message = WireMessage { message in
        for symbol in ["", "__name__", "deltas_total", "born_total"] { message.text(4, symbol) }
        for (symbol, minutes, length) in [(UInt8(2), [3, 2, 1, 0] as [Int64], Int64(60)), (3, [0], 30)] {
          message.message(5) { series in
            series.bytes(1, [1, symbol])
            for minute in minutes {
              series.message(2) { sample in
                let time = now - minute * 60_000
                sample.double(1, 6)
                sample.varint(2, UInt64(time))
                sample.varint(3, UInt64(time - length * 1000))
              }
            }
          }
        }
      }
      let answer = try await Self.write(
        WriteRequest(message: message.bytes),
        [
          "Content-Type: application/x-protobuf;proto=io.prometheus.write.v2.Request", "Content-Encoding: snappy",
          "X-Prometheus-Remote-Write-Version: 2.0.0",
        ], to: iapetus)
      #expect(answer.status == 204, "\(answer.text)")
      #expect(answer.headers["x-prometheus-remote-write-samples-written"] == "5")
      func check(_ iapetus: ServerProcess) async throws {
        let time = [("time", "\(now / 1000)")]
        #expect(try await iapetus.value("increase(deltas_total[3m])", time) == 18)
        #expect(try await iapetus.value("increase(born_total[1m])", time) == 6)
        #expect(try await iapetus.value("time() - start_timestamp(born_total)", time) == 30)
      }
      try await check(iapetus)
      iapetus.process.end(by: SIGKILL)
      try await check(ServerProcess(config: nil, in: iapetus.folder))
    }
  }
}

extension JSONValue {
  /// A number, as such or as text.
  fileprivate var asNumber: Double { number ?? string.flatMap(Double.init) ?? .nan }
}
