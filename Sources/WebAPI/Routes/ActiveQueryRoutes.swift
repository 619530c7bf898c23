import Hummingbird
package import PromQL
import TimeSeries

/// `/api/v1/status/queries`: the queries that wait or run now, and the last slow ones; `DELETE` with a number ends one.
///
/// To end a query is `DELETE`, not `POST`: a browser sends no `DELETE` to another origin without asking, and `CORSPolicy` does
/// not allow it, so no page from elsewhere can end the queries of who looks at it. It needs no flag of its own: it can take no
/// more from others than a query that is too big could. Rules' queries cannot be ended at all, for an alert that is not
/// evaluated does not fire; they end by `--query.timeout`, or when the rule is changed.
package struct ActiveQueryRoutes: WebRoutes {
  /// Of longer queries, the beginning is shown.
  private static let textBytesMax = 2000

  private let engine: QueryEngine

  package init(engine: QueryEngine) { self.engine = engine }

  package func add(to table: inout RouteTable) {
    table.on(.get, at: "/api/v1/status/queries") { _ in list() }
    table.on(.delete, at: "/api/v1/status/queries/:id") { try cancel($0.pathParameter) }
  }

  private func list() -> Response {
    Envelope.success { writer in
      writer.object { writer in
        writer.arrayMember("active") { writer in engine.activeQueries.forEach { write($0, to: &writer) } }
        writer.arrayMember("slow") { writer in engine.slowQueries.forEach { write($0, to: &writer) } }
        let limits = engine.limits
        writer.objectMember("limits") { writer in
          writer.member("maxConcurrency", limits.concurrentMax)
          writer.member("rulesConcurrency", limits.rulesConcurrentMax)
          writer.member("maxQueued", limits.queuedMax)
          writer.member("slowerThanSeconds", Double(limits.slowAfter) / 1000)
        }
      }
    }
  }

  private func cancel(_ text: String) throws(APIError) -> Response {
    guard let id = Int(text) else {
      throw APIError(parameter: "id", "\(QuotedText.quoted(text)) is not the number of a query")
    }
    switch engine.cancel(id) {
    case .canceled:
      return Envelope.success { writer in writer.object { $0.member("canceled", id) } }
    case .unknown:
      throw APIError(.notFound, "no query \(id) waits or runs; it may have ended meanwhile")
    case .ofRule(let group):
      throw APIError(
        .execution,
        "query \(id) is a rule's, of the group \(QuotedText.quoted(group)), and is not canceled: an alert that is not"
          + " evaluated does not fire; it ends after --query.timeout, or change the rule")
    }
  }

  private func write(_ query: ActiveQueryStatus, to writer: inout JSONWriter) {
    writer.object { writer in
      write(query.description, to: &writer)
      writer.member("state", query.state.rawValue)
      writer.member("seconds", query.seconds)
      writer.member("deadline", UTCTime.text(of: query.description.deadline))
      writer.member("samples", query.usage.samples)
      writer.member("peakSamples", query.usage.peakSamples)
      writer.member("memoryBytes", query.usage.memoryBytes)
      writer.member("peakMemoryBytes", query.usage.peakMemoryBytes)
    }
  }

  private func write(_ query: FinishedQuery, to writer: inout JSONWriter) {
    writer.object { writer in
      write(query.description, to: &writer)
      writer.member("seconds", query.seconds)
      if let error = query.error { writer.member("error", error.description) }
      writer.objectMember("stats") { writer in
        writer.objectMember("timings") { query.statistics.writeTimings(to: &$0) }
        writer.objectMember("samples") { query.statistics.writeSamples(to: &$0) }
      }
    }
  }

  private func write(_ query: QueryDescription, to writer: inout JSONWriter) {
    writer.member("id", query.id)
    writer.member("query", query.text(upTo: ActiveQueryRoutes.textBytesMax))
    writer.member("type", query.isRange ? "range" : "instant")
    writer.member("start", UTCTime.text(of: query.start))
    writer.member("end", UTCTime.text(of: query.end))
    if query.isRange { writer.member("step", Double(query.step) / 1000) }
    writer.member("startedAt", UTCTime.text(of: query.arrivedAt))
    query.origin.write(to: &writer)
  }
}
