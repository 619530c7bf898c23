package import Fleet
import Hummingbird
package import TimeSeries

/// `/api/v1/status/clusters` and `/api/v1/status/coverage`: which clusters must be there, which are, since when one is not.
package struct ClusterRoutes: WebRoutes {
  private let clusters: ClusterBook
  private let now: @Sendable () -> Timestamp

  package init(clusters: ClusterBook, now: @escaping @Sendable () -> Timestamp) {
    self.clusters = clusters
    self.now = now
  }

  package func add(to table: inout RouteTable) {
    table.on(.get, at: "/api/v1/status/clusters") { _ in Envelope.success { writeClusters(to: &$0) } }
    table.on(.get, at: "/api/v1/status/coverage") { _ in
      Envelope.success { writer in writer.object { $0.member("coverage", clusters.coverage()) } }
    }
  }

  private func writeClusters(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.arrayMember("clusters") { writer in
        for status in clusters.statuses() { writer.object { write(status, to: &$0) } }
      }
      if let watermark = clusters.watermark(), watermark != .min {
        writer.member("watermark", UTCTime.text(of: watermark))
      }
      writer.arrayMember("ownDowntime") { writer in clusters.ownDowntime().forEach { write($0, to: &writer) } }
    }
  }

  private func write(_ status: ClusterStatus, to writer: inout JSONWriter) {
    writer.member("cluster", status.name)
    writer.member("state", status.state.rawValue)
    writer.member("expected", status.isExpected)
    writer.member("expectation", status.expectation.rawValue)
    writer.member("knownSince", UTCTime.text(of: status.knownSince))
    writeTime("darkSince", status.darkSince, to: &writer)
    writeTime("newestSample", status.newest, to: &writer)
    if let newest = status.newest { writer.member("lagSeconds", Double(now() - newest) / 1000) }
    writeTime("deliveredThrough", status.deliveredThrough, to: &writer)
    writer.arrayMember("replicas") { writer in status.replicas.forEach { write($0, to: &writer) } }
    writer.arrayMember("darkIntervals") { writer in status.darkIntervals.forEach { write($0, to: &writer) } }
  }

  private func write(_ replica: ClusterStatus.Replica, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("replica", replica.name)
      if let url = replica.url { writer.member("scrapeUrl", url) }
      if replica.isPushed { writer.member("pushed", true) }
      writeTime("lastDelivery", replica.lastDelivery, to: &writer)
      writeTime("newestSample", replica.newest, to: &writer)
      writer.member("missedScrapes", replica.missedInARow)
      writer.member("lastError", replica.lastError)
    }
  }

  private func write(_ interval: DarkInterval, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("from", UTCTime.text(of: interval.from))
      writeTime("until", interval.until, to: &writer)
      writer.member("cause", interval.cause.description)
    }
  }

  private func writeTime(_ key: String, _ time: Timestamp?, to writer: inout JSONWriter) {
    if let time { writer.member(key, UTCTime.text(of: time)) }
  }
}
