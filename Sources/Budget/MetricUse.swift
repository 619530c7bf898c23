import TimeSeries

/// What a ledger knows of one metric name: how many of its series are active, and which were refused and why.
struct MetricUse: Sendable {
  struct Refusals: Sendable {
    var seriesCount = 0
    var firstRefused: Timestamp
    var examples: [Labels] = []
  }

  static let examplesMax = 3

  let name: String
  var activeCount = 0
  var refusals: [RefusalReason: Refusals] = [:]

  init(name: String) { self.name = name }

  /// Without any use the name need not be remembered.
  var isUnused: Bool { activeCount == 0 && refusals.isEmpty }

  /// Moves one series between the books; `example` says what it looks like where it is refused.
  mutating func move(
    from old: BudgetLedger.State, to new: BudgetLedger.State, example: Labels?, at now: Timestamp
  ) {
    var example = example
    switch old {
    case .free: break
    case .active: activeCount -= 1
    case .refused(let reason): example = example ?? leaveRefusal(reason)
    }
    switch new {
    case .free: break
    case .active: activeCount += 1
    case .refused(let reason): enterRefusal(reason, example, at: now)
    }
  }

  private mutating func enterRefusal(_ reason: RefusalReason, _ example: Labels?, at now: Timestamp) {
    var refusals = refusals[reason] ?? Refusals(firstRefused: now)
    refusals.seriesCount += 1
    if let example, refusals.examples.count < MetricUse.examplesMax { refusals.examples.append(example) }
    self.refusals[reason] = refusals
  }

  private mutating func leaveRefusal(_ reason: RefusalReason) -> Labels? {
    guard var refusals = refusals[reason] else { return nil }
    refusals.seriesCount -= 1
    self.refusals[reason] = refusals.seriesCount > 0 ? refusals : nil
    return refusals.examples.first
  }
}
