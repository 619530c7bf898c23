import Hummingbird

/// `/api/v1/status/…` and `/version`: what runs, with which settings, holding what.
package struct StatusRoutes: WebRoutes {
  private let build: BuildInfo
  private let flags: [String: String]
  private let configText: @Sendable () -> String
  private let runtime: @Sendable () -> RuntimeInfo
  private let cardinality: @Sendable (_ limit: Int) -> CardinalityReport

  /// - Parameters:
  ///   - configText: the loaded configuration as YAML.
  ///   - cardinality: what storage holds, each list with at most as many rows as asked for.
  package init(
    build: BuildInfo, flags: [String: String], configText: @escaping @Sendable () -> String,
    runtime: @escaping @Sendable () -> RuntimeInfo,
    cardinality: @escaping @Sendable (_ limit: Int) -> CardinalityReport
  ) {
    self.build = build
    self.flags = flags
    self.configText = configText
    self.runtime = runtime
    self.cardinality = cardinality
  }

  package func add(to table: inout RouteTable) {
    table.on(.get, at: "/api/v1/status/buildinfo") { _ in Envelope.success { build.write(to: &$0) } }
    table.on(.get, at: "/api/v1/status/flags") { _ in Envelope.success { writeFlags(to: &$0) } }
    table.on(.get, at: "/api/v1/status/config") { _ in
      Envelope.success { writer in writer.object { $0.member("yaml", configText()) } }
    }
    table.on(.get, at: "/api/v1/status/runtimeinfo") { _ in Envelope.success { runtime().write(to: &$0) } }
    table.on(.get, at: "/api/v1/status/tsdb") { try report($0) }
    table.on(.get, at: "/api/v1/status/walreplay", waitsForReadiness: false) { _ in
      // Nothing is replayed while requests wait: storage opens as a whole.
      Envelope.success { writer in
        writer.object { writer in ["min", "max", "current"].forEach { writer.member($0, 0) } }
      }
    }
    table.on(.get, at: "/version", waitsForReadiness: false) { _ in
      var writer = JSONWriter()
      build.write(to: &writer)
      return .json(writer.bytes)
    }
  }

  private func writeFlags(to writer: inout JSONWriter) {
    writer.object { writer in
      for (name, value) in flags.sorted(by: { $0.key < $1.key }) { writer.member(name, value) }
    }
  }

  private func report(_ request: WebRequest) throws -> Response {
    let text = request.parameters["limit"]
    let limit = text.isEmpty ? 10 : Int(text) ?? 0
    guard limit > 0 else { throw APIError(.badData, "limit must be a positive number") }
    guard limit <= 10_000 else { throw APIError(.badData, "limit must not exceed 10000") }
    return Envelope.success { cardinality(limit).write(to: &$0) }
  }
}
