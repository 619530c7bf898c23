import RemoteProtocol
import TimeSeries

/// All aggregates that a prometheus has stored, as it answers them to remote read: bit by bit.
struct StoredSamples {
  private var samples: [Labels: [Timestamp: Double]] = [:]

  static func read(port: UInt16) async throws -> StoredSamples {
    let range: ClosedRange<Timestamp> = 0...(1 << 50)
    let aggregates = try LabelMatcher(LabelName.metricName, .matches, "(job|cluster):.*")
    let answer = try await HTTP.request(
      "POST", "/api/v1/read", port: port,
      headers: [
        "Content-Type: application/x-protobuf", "Content-Encoding: snappy", "X-Prometheus-Remote-Read-Version: 0.1.0",
      ], body: ReadRequestEncoder.encode(range, [[aggregates]]))
    guard answer.status == 200 else { throw Failure("remote read: \(answer.status) \(answer.text)") }
    var decoder = ChunkedReadDecoder(range, queryCount: 1)
    try answer.body.withUnsafeBytes { try decoder.append($0) }
    return StoredSamples(try decoder.finish())
  }

  private init(_ result: ReadResult) {
    for series in result.series {
      for row in series.samples { samples[series.labels, default: [:]][result.timestamps[row]] = result.values[row] }
    }
  }

  /// What was read otherwise than it is stored, or was never stored.
  func differences(from read: BodyRecorder) -> [String] {
    read.samples.flatMap { labels, samples in
      samples.compactMap { timestamp, bits in
        let stored = self.samples[labels]?[timestamp]
        return stored.map(Self.written)?.bitPattern == bits
          ? nil
          : "\(labels) at \(timestamp): read \(Double(bitPattern: bits)), stored \(stored.map { "\($0)" } ?? "nothing")"
      }
    }
  }

  /// The value that is left after prometheus has written it as text: no bits of a NaN, and no sign of a zero.
  private static func written(_ value: Double) -> Double {
    value.isNaN ? StaleMarker.ordinaryNaN : value == 0 ? 0 : value
  }
}
