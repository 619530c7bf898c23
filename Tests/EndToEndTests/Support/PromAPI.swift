/// A server that speaks Prometheus's HTTP API: iapetus, or the real thing.
protocol PromAPI: Sendable {
  var port: UInt16 { get }
}

extension PromAPI {
  var url: String { "http://127.0.0.1:\(port)" }

  /// The vector that an instant query answers.
  func vector(_ query: String, _ parameters: [(String, String)] = []) async throws -> [InstantSample] {
    try await data("/api/v1/query", [("query", query)] + parameters)["result"].array.map(InstantSample.init)
  }

  /// The value of the only sample that an instant query answers.
  func value(_ query: String, _ parameters: [(String, String)] = []) async throws -> Double {
    let samples = try await vector(query, parameters)
    guard samples.count == 1 else { throw Failure("\(query) has \(samples.count) samples") }
    return samples[0].value
  }

  /// The stored samples that a range selector answers.
  func series(_ query: String, _ parameters: [(String, String)] = []) async throws -> [SeriesSamples] {
    try await data("/api/v1/query", [("query", query)] + parameters)["result"].array.map(SeriesSamples.init)
  }

  /// The `data` of a successful answer.
  func data(_ path: String, _ parameters: [(String, String)] = []) async throws -> JSONValue {
    let answer = try await HTTP.get(path, parameters, port: port)
    guard answer.status == 200 else { throw Failure("\(path) \(parameters): \(answer.status) \(answer.text)") }
    return try answer.json()["data"]
  }

  /// The samples of one of its own metrics, by label text; `""` for none.
  func metric(_ name: String) async throws -> [String: Double] {
    var samples: [String: Double] = [:]
    for line in try await HTTP.get("/metrics", port: port).text.split(separator: "\n") where line.hasPrefix(name) {
      guard let space = line.lastIndex(of: " ") else { continue }
      let labels = line[..<space].dropFirst(name.count)
      if labels.isEmpty || labels.hasPrefix("{") { samples[String(labels)] = Double(line[space...].dropFirst()) }
    }
    return samples
  }
}

/// One sample of an instant vector.
struct InstantSample: Hashable, Sendable {
  let labels: [String: String]
  let value: Double

  init(_ json: JSONValue) {
    labels = json["metric"].strings
    value = json["value"][1].string.flatMap(Double.init) ?? .nan
  }
}

/// A series as stored.
struct SeriesSamples: Sendable {
  let labels: [String: String]
  /// Seconds and value.
  let samples: [(time: Double, value: Double)]

  init(_ json: JSONValue) {
    labels = json["metric"].strings
    samples = json["values"].array.map { ($0[0].number ?? .nan, $0[1].string.flatMap(Double.init) ?? .nan) }
  }
}
