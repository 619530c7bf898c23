package import PromQL
package import TimeSeries

/// A line of the query log: a query that has ended, as JSON.
///
/// The members of Prometheus 2's log, and `time`, `level` and `msg` as Prometheus 3 names them, so that readers of either
/// understand it.
package enum QueryLogLine {
  /// With a line end.
  package static func bytes(of query: FinishedQuery, at now: Timestamp) -> [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      let time = text(of: now)
      writer.member("time", time)
      writer.member("level", "INFO")
      writer.member("msg", "promql query logged")
      if let error = query.error { writer.member("error", error.description) }
      query.description.origin.write(to: &writer)
      writer.objectMember("params") { writeParameters(of: query.description, to: &$0) }
      // There are no traces whose part a query could be.
      writer.member("spanID", "0000000000000000")
      writer.objectMember("stats") { writer in
        writer.objectMember("timings") { query.statistics.writeTimings(to: &$0) }
        writer.objectMember("samples") { query.statistics.writeSamples(to: &$0) }
      }
      writer.member("ts", time)
    }
    return writer.bytes + [UInt8(ascii: "\n")]
  }

  private static func writeParameters(of query: QueryDescription, to writer: inout JSONWriter) {
    writer.member("end", text(of: query.end))
    writer.member("query", query.text)
    writer.member("start", text(of: query.start))
    // Seconds. Prometheus cuts off what is less than one.
    writer.member("step", Double(query.step) / 1000)
  }

  /// `2026-01-01T00:00:00.000Z`: always three decimals.
  private static func text(of timestamp: Timestamp) -> String {
    let milliseconds = (timestamp % 1000 + 1000) % 1000
    let digits = String(1000 + milliseconds).dropFirst()
    return "\(UTCTime.text(of: timestamp - milliseconds).dropLast()).\(digits)Z"
  }
}
