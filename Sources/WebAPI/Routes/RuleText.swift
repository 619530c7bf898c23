import Rules
import TimeSeries

/// Groups, rules and alerts in the JSON of the API.
enum RuleText {
  static func write(_ group: RuleGroupStatus, showsAlerts: Bool, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("name", group.name)
      writer.member("file", group.file)
      writer.arrayMember("rules") { writer in
        group.rules.forEach { write($0, showsAlerts: showsAlerts, to: &writer) }
      }
      writer.member("interval", Double(group.interval) / 1000)
      writer.member("limit", group.limit)
      writer.member("evaluationTime", group.evaluationSeconds)
      writer.member("lastEvaluation", time(group.lastEvaluation))
    }
  }

  static func write(_ alert: AlertStatus, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("labels", alert.labels)
      write("annotations", alert.annotations, to: &writer)
      writer.member("state", alert.state.rawValue)
      writer.member("activeAt", UTCTime.text(of: alert.activeAt))
      if let since = alert.keepFiringSince { writer.member("keepFiringSince", UTCTime.text(of: since)) }
      writer.member("value", FloatText.exponential(alert.value))
    }
  }

  private static func write(_ rule: RuleStatus, showsAlerts: Bool, to writer: inout JSONWriter) {
    writer.object { writer in
      if let alerting = rule.alerting {
        writeAlerting(rule, alerting, showsAlerts: showsAlerts, to: &writer)
      } else {
        writer.member("name", rule.name)
        writer.member("query", rule.query)
        if !rule.labels.isEmpty { write("labels", rule.labels, to: &writer) }
      }
      writer.member("health", rule.health.rawValue)
      if !rule.lastError.isEmpty { writer.member("lastError", rule.lastError) }
      writer.member("evaluationTime", rule.evaluationSeconds)
      writer.member("lastEvaluation", time(rule.lastEvaluation))
      writer.member("type", rule.alerting == nil ? "recording" : "alerting")
    }
  }

  private static func writeAlerting(
    _ rule: RuleStatus, _ alerting: AlertingRuleStatus, showsAlerts: Bool, to writer: inout JSONWriter
  ) {
    writer.member("state", alerting.state.rawValue)
    writer.member("name", rule.name)
    writer.member("query", rule.query)
    writer.member("duration", Double(alerting.holdDuration) / 1000)
    writer.member("keepFiringFor", Double(alerting.keepFiringFor) / 1000)
    write("labels", rule.labels, to: &writer)
    write("annotations", alerting.annotations, to: &writer)
    writer.arrayMember("alerts") { writer in
      if showsAlerts { alerting.alerts.forEach { write($0, to: &writer) } }
    }
  }

  private static func write(_ key: String, _ labels: [Label], to writer: inout JSONWriter) {
    writer.objectMember(key) { writer in labels.forEach { writer.member($0.name, $0.value) } }
  }

  private static func time(_ time: Timestamp?) -> String { time.map(UTCTime.text(of:)) ?? RFC3339.zero }
}
