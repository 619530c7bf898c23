package import Healing
import Hummingbird
import TimeSeries

/// `/api/v1/status/healing`: what was missed, what of it has been fetched from the children, and how that goes.
package struct HealingRoutes: WebRoutes {
  private let healing: @Sendable () -> HealingStatus

  package init(healing: @escaping @Sendable () -> HealingStatus) { self.healing = healing }

  package func add(to table: inout RouteTable) {
    table.on(.get, at: "/api/v1/status/healing") { _ in
      Envelope.success { writer in
        let status = healing()
        writer.object { writer in
          writer.member("enabled", status.isEnabled)
          writer.arrayMember("open") { writer in status.open.forEach { write($0, to: &writer) } }
          writer.arrayMember("finished") { writer in status.finished.forEach { write($0, to: &writer) } }
        }
      }
    }
  }

  private func write(_ status: HealingStatus.GapStatus, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("cluster", status.cluster)
      writer.member("state", status.state.rawValue)
      writer.member("from", UTCTime.text(of: status.gap.from))
      writer.member("until", UTCTime.text(of: status.gap.until))
      writer.member("healedThrough", UTCTime.text(of: status.gap.healedThrough))
      writer.member("noticedAt", UTCTime.text(of: status.gap.noticedAt))
      writer.member("scrapeUrl", status.source)
      if let route = status.route { writer.member("route", route.rawValue) }
      writer.member("samplesHealed", status.sampleCount)
      writer.member("refusedSeries", status.refusedSeriesCount)
      writer.member("unsupported", status.unsupportedCount)
      writer.member("lastError", status.lastError)
      writer.member("lastErrorReason", status.lastErrorReason)
      writer.member("failuresInARow", status.failuresInARow)
      if let time = status.nextAttempt { writer.member("nextAttempt", UTCTime.text(of: time)) }
      if let time = status.finishedAt { writer.member("finishedAt", UTCTime.text(of: time)) }
    }
  }
}
