import Budget
import Compression
import Fleet
import Logging
import Outbound
import RemoteProtocol
import Scrape
import Storage
import Telemetry
import TestSupport
import Testing
import TimeSeries
import WebAPI

struct WriteRoutesTests {
  private let headers = [
    "Content-Type: application/x-protobuf", "Content-Encoding: snappy", "X-Prometheus-Remote-Write-Version: 0.1.0",
  ]

  private func serve(isEnabled: Bool = true, _ body: (TestServer) async throws -> Void) async throws {
    try await TestServer.run(
      routes: { [WriteRoutes(isEnabled: isEnabled, receiver: WriteReceiver(storage: $0, registry: $1))] }, body)
  }

  private func body(_ series: [(Labels, [(Timestamp, Double)])]) -> [UInt8] {
    var request = WriteRequest()
    for (labels, samples) in series {
      request.append(labels, SampleColumns(timestamps: samples.map(\.0), values: samples.map(\.1)))
    }
    return Snappy.compress(WriteRequestEncoder.encode(request).span.bytes)
  }

  private func write(
    _ server: TestServer, _ bytes: [UInt8], _ headers: [String]? = nil
  ) async throws -> Answer {
    try await server.request("POST", "/api/v1/write", headers ?? self.headers, bytes)
  }

  @Test func `what is written is stored`() async throws {
    try await serve { server in
      let answer = try await write(server, body([(["__name__": "up", "job": "a"], [(1000, 1), (2000, .infinity)])]))
      #expect(answer.status == 204 && answer.body.isEmpty, "\(answer.text)")
      let stored = server.store.samples(of: ["__name__": "up", "job": "a"])
      #expect(stored?.timestamps == [1000, 2000] && stored?.values == [1, .infinity])
      let again = try await write(server, body([(["__name__": "up", "job": "a"], [(1000, 1)])]))
      #expect(again.status == 204, "the same again is no conflict")
    }
  }

  @Test func `it is not there unless enabled`() async throws {
    try await serve(isEnabled: false) { server in
      let answer = try await write(server, body([]))
      #expect(answer.status == 404)
      #expect(answer.text == "remote write receiver needs to be enabled with --web.enable-remote-write-receiver\n")
    }
  }

  @Test func `another value at the same time is refused and named`() async throws {
    try await serve { server in
      server.store.add(["__name__": "up"], [(1000, 1)])
      let answer = try await write(server, body([(["__name__": "up"], [(1000, 2), (2000, 2)])]))
      #expect(answer.status == 400)
      #expect(
        answer.text.hasPrefix("duplicate sample for timestamp 1000; overrides not allowed: existing 1, new value 2"))
      #expect(server.store.samples(of: ["__name__": "up"])?.timestamps == [1000, 2000], "the rest is kept")
    }
  }

  @Test func `a series that cannot be stored does not take the others with it`() async throws {
    try await serve { server in
      let answer = try await write(server, body([(["job": "nameless"], [(1, 1)]), (["__name__": "up"], [(1, 1)])]))
      #expect(answer.status == 400)
      #expect(answer.text.contains("has no metric name"), "\(answer.text)")
      #expect(server.store.samples(of: ["__name__": "up"])?.count == 1)
    }
  }

  @Test func `other formats are 415`() async throws {
    try await serve { server in
      let cases: [([String], String)] = [
        (
          ["Content-Type: application/x-protobuf;proto=io.prometheus.write.v3.Request", "Content-Encoding: snappy"],
          "io.prometheus.write.v3.Request protobuf message is not accepted by this server; accepted prometheus.WriteRequest"
        ),
        (["Content-Type: text/plain"], "expected application/x-protobuf as the first (media) part, got text/plain"),
        (
          ["Content-Type: application/x-protobuf", "Content-Encoding: zstd"],
          "zstd encoding (compression) is not accepted"
        ),
      ]
      for (headers, text) in cases {
        let answer = try await write(server, body([]), headers)
        #expect(answer.status == 415 && answer.text.hasPrefix(text), "\(answer.text)")
      }
      let named = ["Content-Type: application/x-protobuf; proto=prometheus.WriteRequest", "Content-Encoding: snappy"]
      #expect(try await write(server, body([]), named).status == 204)
    }
  }

  // MARK: Version 2.0

  private let headers2 = [
    "Content-Type: application/x-protobuf;proto=io.prometheus.write.v2.Request", "Content-Encoding: snappy",
    "X-Prometheus-Remote-Write-Version: 2.0.0",
  ]

  /// A request for the series `up` with samples, and a histogram at each of some times.
  private func body2(_ samples: [(value: Double, time: UInt64, start: UInt64)], histograms: [UInt64] = []) -> [UInt8] {
    let message = WireMessage { message in
      for symbol in ["", "__name__", "up"] { message.text(4, symbol) }
      message.message(5) { series in
        series.bytes(1, [1, 2])
        for sample in samples {
          series.message(2) {
            $0.double(1, sample.value)
            $0.varint(2, sample.time)
            $0.varint(3, sample.start)
          }
        }
        for time in histograms {
          series.message(3) {
            $0.double(3, 5)
            $0.varint(15, time)
            $0.varint(17, time - 500)
          }
        }
      }
    }
    return Snappy.compress(message.bytes.span.bytes)
  }

  private func written(_ answer: Answer) -> [String?] {
    ["samples", "histograms", "exemplars"].map { answer.headers["x-prometheus-remote-write-\($0)-written"] }
  }

  @Test func `version 2 is stored with its start timestamps, and told how much of it`() async throws {
    try await serve { server in
      let answer = try await write(server, body2([(1, 1000, 500), (2, 2000, 0)], histograms: [3000]), headers2)
      #expect(answer.status == 204 && written(answer) == ["2", "1", "0"], "\(answer.text)")
      let stored = server.store.samples(of: ["__name__": "up"])
      #expect(stored?.timestamps == [1000, 2000, 3000] && stored?.values == [1, 2, 5])
      #expect(stored?.starts == StartColumn([500, 0, 2500]))
      let again = try await write(server, body2([(1, 1000, 500)]), headers2)
      #expect(again.status == 204 && written(again) == ["1", "0", "0"], "what is there already counts as written")
      let first = try await write(server, body([(["__name__": "up"], [(9000, 1)])]))
      #expect(first.status == 204 && written(first) == [nil, nil, nil], "version 1 knows no such headers")
    }
  }

  @Test func `of a version 2 write that is refused in part the rest is stored and counted`() async throws {
    try await serve { server in
      server.store.add(["__name__": "up"], [(1000, 7)])
      let answer = try await write(server, body2([(1, 1000, 0), (2, 2000, 0)], histograms: [3000]), headers2)
      #expect(answer.status == 400 && written(answer) == ["1", "1", "0"], "\(answer.text)")
      #expect(answer.text.hasPrefix("duplicate sample for timestamp 1000"), "\(answer.text)")
      #expect(server.store.samples(of: ["__name__": "up"])?.timestamps == [1000, 2000, 3000])
    }
  }

  @Test func `garbage is 400 and too much is 413`() async throws {
    try await serve { server in
      let zeros = [UInt8](repeating: 0, count: (32 << 20) + 1)
      let cases: [(bytes: [UInt8], status: Int)] = [
        ([0xff, 0xff, 0xff], 400), (Snappy.compress([1, 2, 3].span.bytes), 400),
        // A block of a few bytes that says that it holds four gigabytes.
        ([0xff, 0xff, 0xff, 0xff, 0x0f, 0], 413), (Snappy.compress(zeros.span.bytes), 413),
      ]
      for (bytes, status) in cases {
        let answer = try await write(server, bytes)
        #expect(answer.status == status, "\(answer.text)")
      }
    }
  }

  @Test func `a budget refuses newcomers and never the request`() async throws {
    let routes: (MemoryStore, Registry) throws -> [any WebRoutes] = { store, registry in
      let scrape = try ScrapeManager(
        storage: store, client: HTTPClient(), clusters: try ClusterBook(storage: store, now: { 10_000 }),
        registry: registry, logger: Logger(label: "test"), now: { 10_000 })
      try scrape.apply(ScrapeSettings(pushedBudget: BudgetPolicy(limit: 2)))
      return [
        WriteRoutes(
          isEnabled: true, receiver: WriteReceiver(storage: store, admission: scrape.admission, registry: registry)),
        BudgetRoutes(budgets: { scrape.budgets() }, storage: store, now: { 10_000 }),
      ]
    }
    try await TestServer.run(routes: routes) { server in
      let first = try await write(
        server, body(["a", "b"].map { (["__name__": "job:x:sum", "cluster": "far", "n": $0], [(1, 1)]) }))
      #expect(first.status == 204 && first.headers["x-iapetus-refused-series"] == nil)
      let second = try await write(
        server, body(["a", "b", "c"].map { (["__name__": "job:x:sum", "cluster": "far", "n": $0], [(2, 1)]) }))
      #expect(second.status == 204 && second.headers["x-iapetus-refused-series"] == "1", "\(second.text)")
      #expect(server.store.samples(of: ["__name__": "job:x:sum", "cluster": "far", "n": "a"])?.count == 2)
      #expect(server.store.samples(of: ["__name__": "job:x:sum", "cluster": "far", "n": "c"]) == nil)
      let budgets = try await server.get("/api/v1/status/budgets").text
      #expect(
        budgets.contains(#""cluster":"far","mode":"enforce","limit":2,"active":2,"free":0,"refused":1"#), "\(budgets)")
    }
  }

  @Test func `a cluster that pushes is there, with the replica that its series name`() async throws {
    let routes: (MemoryStore, Registry) throws -> [any WebRoutes] = { store, registry in
      let clusters = try ClusterBook(storage: store, now: { 10_000 })
      clusters.apply(FleetSettings(expected: ["far"]))
      let scrape = try ScrapeManager(
        storage: store, client: HTTPClient(), clusters: clusters, registry: registry, logger: Logger(label: "test"),
        now: { 10_000 })
      let receiver = WriteReceiver(storage: store, pushes: scrape.pushes, registry: registry)
      return [WriteRoutes(isEnabled: true, receiver: receiver), ClusterRoutes(clusters: clusters, now: { 10_000 })]
    }
    try await TestServer.run(routes: routes) { server in
      let before = try await server.get("/api/v1/status/clusters").text
      #expect(before.contains(#""state":"awaited""#) && !before.contains("newestSample"), "\(before)")
      let labels: Labels = ["__name__": "job:x:sum", "cluster": "far", "replica": "a"]
      #expect(try await write(server, body([(labels, [(9000, 1)])])).status == 204)
      let after = try await server.get("/api/v1/status/clusters").text
      #expect(after.contains(#""cluster":"far","state":"live","expected":true,"expectation":"declared""#), "\(after)")
      #expect(after.contains(#"{"replica":"a","pushed":true,"lastDelivery":"1970-01-01T00:00:10Z""#), "\(after)")
    }
  }

  @Test func `samples are counted by what became of them`() async throws {
    try await serve { server in
      _ = try await write(server, body([(["__name__": "up"], [(1, 1), (2, 2)])]))
      _ = try await write(server, body([(["__name__": "up"], [(1, 1), (2, 3)])]))
      let family = server.registry.families().first { $0.name == "iapetus_remote_write_samples_total" }
      let counts = Dictionary(uniqueKeysWithValues: (family?.samples ?? []).map { ($0.labels[0].value, $0.value) })
      #expect(counts["stored"] == 2 && counts["heartbeat"] == 1 && counts["duplicate_timestamp"] == 1)
    }
  }
}
