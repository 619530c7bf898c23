import Budget
import Dedup
import Fleet
import Logging
import PromQL
import Storage
import Telemetry
import TimeSeries
import WebAPI

/// A web server on a free port of loopback, over storage in memory, at a fixed time.
struct TestServer {
  static let now: Timestamp = 1_435_781_451_781

  let port: Int
  let store: MemoryStore
  let registry: Registry

  /// Serves `routes` while `body` runs.
  static func run<Result: Sendable>(
    settings: WebSettings = WebSettings(), isReady: Bool = true,
    routes: (MemoryStore, Registry) throws -> [any WebRoutes], _ body: (TestServer) async throws -> Result
  ) async throws -> Result {
    let (store, registry) = (MemoryStore(), Registry())
    var settings = settings
    settings.addresses = [.init(host: "127.0.0.1", port: 0)]
    let (ports, listening) = AsyncStream.makeStream(of: Int.self)
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    let server = try WebServer(
      settings: settings, routes: try routes(store, registry), registry: registry, isReady: { isReady }, logger: logger,
      onListening: { listening.yield($0) })
    let running = Task {
      defer { listening.finish() }
      try await server.run()
    }
    defer { running.cancel() }
    guard let port = await ports.first(where: { _ in true }) else {
      try await running.value
      throw RawConnection.Failure(description: "the server ended before it listened")
    }
    return try await body(TestServer(port: port, store: store, registry: registry))
  }

  /// Queries, labels and series over one store.
  static func run<Result: Sendable>(
    settings: WebSettings = WebSettings(), _ body: (TestServer) async throws -> Result
  ) async throws -> Result {
    try await run(settings: settings, routes: { try queryRoutes($0, $1) }, body)
  }

  /// - Parameter clusters: the fleet; without it there is none.
  static func queryRoutes(
    _ store: MemoryStore, _ registry: Registry, _ clusters: ClusterBook? = nil
  ) throws -> [any WebRoutes] {
    let engine = QueryEngine(limits: QueryLimits(), registry: registry)
    let views = try views(of: store, registry, clusters)
    return [QueryRoutes(engine: engine, views: views, now: { now }), LabelRoutes(views: views)]
  }

  static func views(
    of store: MemoryStore, _ registry: Registry, _ clusters: ClusterBook? = nil,
    refusals: @escaping @Sendable ([LabelMatcher]) -> [RefusedSeries] = { _ in [] }
  ) throws -> ViewSource {
    let clusters = try clusters ?? ClusterBook(storage: store, now: { now })
    return ViewSource(
      replicaLabels: { ["replica"] }, clusters: clusters, registry: registry, refusals: refusals
    ) { labels in
      DedupView.view(of: store, merging: labels)
    }
  }

  func get(_ target: String, _ headers: [String] = []) async throws -> Answer {
    try await request("GET", target, headers)
  }

  func post(_ target: String, _ form: String) async throws -> Answer {
    try await request("POST", target, ["Content-Type: application/x-www-form-urlencoded"], Array(form.utf8))
  }

  func request(_ method: String, _ target: String, _ headers: [String] = [], _ body: [UInt8] = []) async throws
    -> Answer
  {
    let lines = ["\(method) \(target) HTTP/1.1", "Host: x", "Connection: close"] + headers
    let length = body.isEmpty ? [] : ["Content-Length: \(body.count)"]
    let head = (lines + length + ["", ""]).joined(separator: "\r\n")
    return try Answer(await RawConnection.exchange(Array(head.utf8) + body, port: port))
  }

  /// Whether the server still answers.
  func isAlive() async throws -> Bool { try await get("/api/v1/query?query=1").status == 200 }
}
