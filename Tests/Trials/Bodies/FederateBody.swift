import TimeSeries

/// A body as `/federate` of a real cluster gives it: aggregates of a few dozen rules, sorted by name.
enum FederateBody {
  private static let seriesPerName = 100

  /// - Parameter round: other values and timestamps for each.
  static func text(seriesCount: Int, round: Int) -> [UInt8] {
    var body: [UInt8] = []
    let time = 1_700_000_000_000 + round * 15_000
    for index in 0..<seriesCount {
      let name = "job:http_requests_\(1000 + index / seriesPerName):rate5m"
      if index % seriesPerName == 0 { body += Array("# TYPE \(name) untyped\n".utf8) }
      let labels =
        "code=\"\(200 + index % 7)\",handler=\"/api/v1/query_\(index % seriesPerName)\",instance=\"\","
        + "cluster=\"eu-central-1\",region=\"eu\",replica=\"a\""
      body += Array("\(name){\(labels)} ".utf8)
      FloatText.appendPlain(value(index, round), to: &body)
      body += Array(" \(time)\n".utf8)
    }
    return body
  }

  /// A rate: a quotient with all its digits; now and then a whole number.
  private static func value(_ index: Int, _ round: Int) -> Double {
    let count = Double((index * 7919 + round * 104_729) % 1_000_003)
    return index % 5 == 0 ? count : count / 299.7
  }
}
