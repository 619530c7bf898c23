import Trials

/// An answer of the query API: its series, or why there is none.
enum QueryOutcome: CustomStringConvertible {
  typealias Samples = [Double: Double]

  /// Values by time in seconds, by labels.
  case series([[String: String]: Samples])
  case refused(String)

  init(_ answer: HTTPAnswer) throws {
    let json = try answer.json()
    guard answer.status == 200 else {
      self = .refused(json["error"].string ?? answer.text)
      return
    }
    let result = json["data"]["result"]
    switch json["data"]["resultType"].string {
    case "vector":
      self = .series(QueryOutcome.byLabels(result.array.map { ($0["metric"].strings, [$0["value"]]) }))
    case "matrix":
      self = .series(QueryOutcome.byLabels(result.array.map { ($0["metric"].strings, $0["values"].array) }))
    default: self = .series([[:]: QueryOutcome.samples([result])])
    }
  }

  private static func byLabels(_ series: [([String: String], [JSONValue])]) -> [[String: String]: Samples] {
    Dictionary(series.map { ($0, samples($1)) }) { $1 }
  }

  private static func samples(_ pairs: [JSONValue]) -> Samples {
    Dictionary(pairs.map { ($0[0].number ?? .nan, $0[1].string.flatMap(Double.init) ?? .nan) }) { $1 }
  }

  /// How many samples there are.
  var count: Int {
    guard case .series(let series) = self else { return 0 }
    return series.values.reduce(0) { $0 + $1.count }
  }

  var hasNaN: Bool {
    guard case .series(let series) = self else { return false }
    return series.values.contains { $0.values.contains(where: \.isNaN) }
  }

  /// Whether the two say the same: the same series and times, and values that differ in their rounding at most.
  func agrees(with other: QueryOutcome) -> Bool {
    switch (self, other) {
    case (.refused, .refused): return true
    case (.series(let left), .series(let right)):
      return left.count == right.count
        && left.allSatisfy { labels, samples in right[labels].map { QueryOutcome.isSame(samples, $0) } ?? false }
    default: return false
    }
  }

  private static func isSame(_ left: Samples, _ right: Samples) -> Bool {
    left.count == right.count && left.allSatisfy { time, value in right[time]?.isNear(value) ?? false }
  }

  var description: String {
    switch self {
    case .refused(let error): return "refused: \(error)"
    case .series(let series):
      let lines = series.map { labels, samples in
        let pairs = labels.sorted { $0.key < $1.key }.map { "\($0)=\($1)" }.joined(separator: ",")
        let values = samples.sorted { $0.key < $1.key }.prefix(4).map { "\($1) @\($0)" }.joined(separator: ", ")
        return "  {\(pairs)} \(samples.count): \(values)"
      }
      return "\(series.count) series\n\(lines.sorted().prefix(6).joined(separator: "\n"))"
    }
  }
}
