import TestSupport
import Threads
import TimeSeries
import Trials

/// A prometheus and a server that hold the same series, asked the same.
struct QueryPair {
  /// What is asked, apart from the text.
  enum Times: Sendable {
    case instant(Timestamp)
    case range(from: Timestamp, through: Timestamp, step: Milliseconds)
  }

  private let prometheus: HTTPConnection
  private let server: HTTPConnection

  init(prometheus: UInt16, server: UInt16) throws {
    self.prometheus = try HTTPConnection(port: prometheus)
    self.server = try HTTPConnection(port: server)
  }

  /// Starts both, writes `series` to them, and calls `body` on a thread of its own, because it waits for answers.
  static func holding<Answer: Sendable>(
    _ series: [QueryData.Series], feature: String, _ body: @escaping @Sendable (QueryPair) throws -> Answer
  ) async throws -> Answer {
    let flags = ["--web.enable-remote-write-receiver", "--storage.tsdb.retention.time=100y"]
    let prometheus = try await PrometheusProcess(
      flags: flags + ["--enable-feature=\(feature)"], scrapeConfigs: { _ in "" })
    let server = try await ServerProcess(config: "scrape_configs: []", flags: flags)
    return try await withCheckedThrowingContinuation { continuation in
      NamedThread.start("queries") {
        continuation.resume(
          with: Result {
            let pair = try QueryPair(prometheus: prometheus.port, server: server.port)
            try pair.write(series)
            return try body(pair)
          })
      }
    }
  }

  /// Writes to both in the order of time, some minutes of all series with each request.
  private func write(_ series: [QueryData.Series]) throws {
    let slice: Milliseconds = 300_000
    for start in stride(from: QueryData.start, to: QueryData.end, by: Int(slice)) {
      var request = WriteRequest()
      for (labels, samples) in series {
        let names = Dictionary(uniqueKeysWithValues: labels.map { ($0.name, $0.value) })
        for row in samples.rows where (start..<start + slice).contains(row.timestamp) {
          if let histogram = row.histogram {
            request.add(names) { histogram.write(to: &$0, at: row.timestamp) }
          } else {
            request.add(names, value: row.value, at: row.timestamp)
          }
        }
      }
      for connection in [prometheus, server] {
        let answer = try connection.request("POST", "/api/v1/write", headers: WriteRequest.headers, body: request.body)
        guard answer.status == 204 else { throw Failure("refused: \(answer.status) \(answer.text)") }
      }
    }
  }

  func ask(_ query: String, _ times: Times) throws -> (theirs: QueryOutcome, ours: QueryOutcome) {
    let target = target(query, times)
    return (
      try QueryOutcome(prometheus.request("GET", target)), try QueryOutcome(server.request("GET", target))
    )
  }

  /// What the two say that the query looked at; `nil` if it has no answer.
  func statistics(_ query: String, _ times: Times) throws -> (theirs: JSONValue, ours: JSONValue)? {
    let target = target(query, times) + "&stats=all"
    let answers = [try prometheus.request("GET", target), try server.request("GET", target)]
    guard answers.allSatisfy({ $0.status == 200 }) else { return nil }
    let samples = try answers.map { try $0.json()["data"]["stats"]["samples"] }
    return (samples[0], samples[1])
  }

  private func target(_ query: String, _ times: Times) -> String {
    var parameters = [("query", query)]
    var path = "/api/v1/query"
    switch times {
    case .instant(let time): parameters.append(("time", time.secondsText))
    case .range(let start, let end, let step):
      path = "/api/v1/query_range"
      parameters += [("start", start.secondsText), ("end", end.secondsText), ("step", step.secondsText)]
    }
    return path + "?" + HTTP.form(parameters)
  }
}

extension FloatHistogram {
  /// The fields of remote write's message that histograms which only grow have.
  fileprivate func write(to message: inout WireMessage, at timestamp: Timestamp) {
    message.double(2, count)
    message.double(3, sum)
    message.zigzag(4, Int64(schema))
    message.double(5, zeroThreshold)
    message.double(7, zeroCount)
    for span in positiveSpans {
      message.message(11) {
        $0.zigzag(1, Int64(span.offset))
        $0.varint(2, UInt64(span.length))
      }
    }
    message.bytes(13, positiveBuckets.flatMap { withUnsafeBytes(of: $0.bitPattern.littleEndian) { Array($0) } })
    message.varint(15, UInt64(bitPattern: timestamp))
  }
}
