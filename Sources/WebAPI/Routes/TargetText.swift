import Exposition
import Scrape
import TimeSeries

/// Children in the JSON of the API.
enum TargetText {
  static func write(_ status: TargetsStatus, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.arrayMember("activeTargets") { writer in status.active.forEach { write($0, to: &writer) } }
      writer.arrayMember("droppedTargets") { writer in status.dropped.forEach { write($0, to: &writer) } }
      writer.objectMember("droppedTargetCounts") { writer in
        for (pool, count) in status.droppedCounts.sorted(by: { $0.key < $1.key }) { writer.member(pool, count) }
      }
    }
  }

  static func write(_ metadata: MetricMetadata, to writer: inout JSONWriter) {
    writer.object { writeMembers(of: metadata, to: &$0) }
  }

  /// - Parameter isNamed: whether the name is told, which who asked for one metric knows.
  static func write(_ metadata: MetricMetadata, of target: Labels, named isNamed: Bool, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("target", target)
      if isNamed { writer.member("metric", metadata.name) }
      writeMembers(of: metadata, to: &writer)
    }
  }

  private static func writeMembers(of metadata: MetricMetadata, to writer: inout JSONWriter) {
    writer.member("type", metadata.type.rawValue)
    writer.member("help", metadata.help)
    writer.member("unit", metadata.unit)
  }

  private static func write(_ target: TargetStatus, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("discoveredLabels", target.discoveredLabels)
      writer.member("labels", target.labels)
      writer.member("scrapePool", target.scrapePool)
      writer.member("scrapeUrl", target.scrapeURL)
      writer.member("globalUrl", target.globalURL)
      writer.member("lastError", target.lastError)
      writer.member("lastScrape", target.lastScrape == 0 ? RFC3339.zero : UTCTime.text(of: target.lastScrape))
      writer.member("lastScrapeDuration", target.lastScrapeDurationSeconds)
      writer.member("health", target.health.rawValue)
      writer.member("scrapeInterval", PromDuration.text(target.scrapeInterval))
      writer.member("scrapeTimeout", PromDuration.text(target.scrapeTimeout))
      writer.objectMember("iapetus") { writeChild(target, to: &$0) }
    }
  }

  /// What Prometheus does not know of a target.
  private static func writeChild(_ target: TargetStatus, to writer: inout JSONWriter) {
    writer.member("cluster", target.cluster)
    writer.member("replica", target.replica)
    writer.member("errorReason", target.lastErrorReason)
    if let lag = target.lag { writer.member("lagSeconds", Double(lag) / 1000) }
    if let skew = target.clockSkew { writer.member("clockSkewSeconds", Double(skew) / 1000) }
    writer.member("skippedSlots", target.skippedSlotCount)
    writePace(target, to: &writer)
    if let line = target.badLine {
      writer.objectMember("badLine") { writer in
        writer.member("line", line.number)
        writer.member("column", line.column)
        writer.member("text", line.text)
      }
    }
    writer.member("bodyBytes", target.bodyByteCount)
    writer.member("bodyWireBytes", target.wireByteCount)
    writer.member("requests", target.requestCount)
    writer.member("samples", target.sampleCount)
    writer.member("series", target.seriesCount)
    writer.member("refusedSeries", target.refusedSeriesCount)
  }

  /// When it is scraped within its interval, and until when it is spared.
  private static func writePace(_ target: TargetStatus, to writer: inout JSONWriter) {
    if let phase = target.phase {
      writer.objectMember("phase") { writer in
        writer.member("offsetSeconds", Double(phase.offset) / 1000)
        writer.member("state", phase.stage)
      }
    }
    if let time = target.heldUntil { writer.member("heldBackUntil", UTCTime.text(of: time)) }
  }

  private static func write(_ dropped: TargetsStatus.Dropped, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("discoveredLabels", dropped.discoveredLabels)
      writer.member("scrapePool", dropped.scrapePool)
    }
  }
}
