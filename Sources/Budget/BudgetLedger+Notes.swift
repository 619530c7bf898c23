import TimeSeries

/// What a ledger remembers for people; no verdict depends on it.
extension BudgetLedger {
  private static let noticesMax = 16
  /// The history becomes durable so often at most.
  private static let historySaveInterval: Milliseconds = 15 * 60_000
  private static let evictedMetricsMax = 5

  /// The notices since the last call, for the log.
  package mutating func takeNotices() -> [BudgetNotice] {
    defer { notices = [] }
    return notices
  }

  mutating func notify(_ notice: BudgetNotice) {
    if notices.count == BudgetLedger.noticesMax { notices.removeFirst() }
    notices.append(notice)
  }

  /// What the first body brings is where a cluster starts, not growth.
  mutating func beginHistory(at now: Timestamp) {
    hasBaseline = true
    baselineAt = now
    history = SeriesHistory()
    noteCount(at: now)
    isHistoryUnsaved = true
  }

  mutating func noteCount(at now: Timestamp) {
    guard hasBaseline, history.note(activeCount, at: now) else { return }
    guard now < historySavedAt || now - BudgetLedger.historySaveInterval >= historySavedAt else { return }
    historySavedAt = now
    isHistoryUnsaved = true
  }

  mutating func noteRefusals(at now: Timestamp) {
    guard refusedCount == 0 else {
      refusingSince = refusingSince ?? now
      return lastRefused = now
    }
    if refusingSince != nil { refusedLabels = RefusedLabels() }
    refusingSince = nil
  }

  mutating func noteRejection(of seriesCount: Int, at now: Timestamp) {
    let before = rejected ?? BudgetStatus.RejectedBodies(bodyCount: 0, seriesCount: 0, first: now, last: now)
    rejected = BudgetStatus.RejectedBodies(
      bodyCount: before.bodyCount + 1, seriesCount: seriesCount, first: before.first, last: now)
  }

  func largestMetrics(among indices: some Sequence<Int>) -> [(metric: String, seriesCount: Int)] {
    var counts: [Int32: Int] = [:]
    for index in indices { counts[entries[index].metric, default: 0] += 1 }
    return counts.map { (metric: metrics[$0.key].name, seriesCount: $0.value) }
      .sorted { ($1.seriesCount, $0.metric) < ($0.seriesCount, $1.metric) }
      .prefix(BudgetLedger.evictedMetricsMax).map { $0 }
  }
}
