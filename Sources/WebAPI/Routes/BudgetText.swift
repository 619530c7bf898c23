import Budget
import TimeSeries

/// One cluster's budget as the API writes it.
struct BudgetText {
  let budget: BudgetStatus
  /// How many values each label has among the active series.
  let labels: [BudgetStatus.LabelCount]

  func write(to writer: inout JSONWriter) {
    writer.member("cluster", budget.cluster)
    writer.member("mode", budget.mode.rawValue)
    writeUse(to: &writer)
    if let priority = budget.priority { write(priority, to: &writer) }
    writeChurn(to: &writer)
    writeForecast(to: &writer)
    if let rejected = budget.rejected { write(rejected, to: &writer) }
    writer.arrayMember("largestMetrics") { writer in
      for one in budget.largestMetrics { writer.object { $0.members("metric", one.metric, "series", one.seriesCount) } }
    }
    writeLabels("largestLabels", labels, to: &writer)
    writer.arrayMember("refusedMetrics") { writer in budget.refusedMetrics.forEach { write($0, to: &writer) } }
    writeLabels("refusedLabels", budget.refusedLabels, to: &writer)
  }

  private func writeUse(to writer: inout JSONWriter) {
    if let limit = budget.limit { writer.member("limit", limit) }
    writer.member("active", budget.activeCount)
    if let free = budget.freeCount { writer.member("free", free) }
    writer.member("refused", budget.refusedCount)
    writer.member("full", budget.isFull)
    if budget.isFull, let mark = budget.reopensBelow { writer.member("reopensBelow", mark) }
    writeTime("firstRefused", budget.firstRefused, to: &writer)
    writeTime("lastRefused", budget.lastRefused, to: &writer)
    writeTime("evictionAt", budget.evictionTime, to: &writer)
  }

  private func writeTime(_ name: String, _ time: Timestamp?, to writer: inout JSONWriter) {
    if let time { writer.member(name, UTCTime.text(of: time)) }
  }

  private func write(_ priority: BudgetStatus.Priority, to writer: inout JSONWriter) {
    writer.objectMember("priority") {
      $0.member("selectors", priority.selectors)
      $0.member("active", priority.activeCount)
    }
  }

  private func writeChurn(to writer: inout JSONWriter) {
    writer.objectMember("churn") { writer in
      writer.member("newInLastHour", budget.churn.newInHour)
      if let limit = budget.churn.limitPerHour { writer.member("limitPerHour", limit) }
      if let available = budget.churn.available { writer.member("available", available) }
    }
  }

  /// `null` is: not known yet; and: never, as far as can be seen.
  private func writeForecast(to writer: inout JSONWriter) {
    let trend = budget.trend
    writer.objectMember("forecast") { writer in
      writer.name("seriesPerHour")
      if let growth = trend.growthPerHour { writer.number(growth) } else { writer.null() }
      writer.member("observedSeconds", Int(trend.span / 1000))
      writer.name("exhaustedAt")
      if let time = trend.exhaustionTime { writer.string(UTCTime.text(of: time)) } else { writer.null() }
    }
  }

  private func write(_ rejected: BudgetStatus.RejectedBodies, to writer: inout JSONWriter) {
    writer.objectMember("rejected") {
      $0.member("bodies", rejected.bodyCount)
      $0.member("series", rejected.seriesCount)
      $0.member("first", UTCTime.text(of: rejected.first))
      $0.member("last", UTCTime.text(of: rejected.last))
    }
  }

  private func writeLabels(_ name: String, _ labels: [BudgetStatus.LabelCount], to writer: inout JSONWriter) {
    writer.arrayMember(name) { writer in
      for one in labels { writer.object { $0.members("label", one.label, "values", one.valueCount) } }
    }
  }

  private func write(_ refused: BudgetStatus.RefusedMetric, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("metric", refused.metric)
      writer.member("reason", refused.reason.rawValue)
      writer.member("series", refused.seriesCount)
      writer.member("firstRefused", UTCTime.text(of: refused.firstRefused))
      writer.member("lastRefused", UTCTime.text(of: refused.lastRefused))
      writer.arrayMember("examples") { writer in refused.examples.forEach { writer.labels($0) } }
    }
  }
}

extension JSONWriter {
  fileprivate mutating func members(_ key: String, _ text: String, _ otherKey: String, _ number: Int) {
    member(key, text)
    member(otherKey, number)
  }
}
