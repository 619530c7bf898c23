import TimeSeries

/// All alerts of one rule.
struct AlertBook: Sendable, Equatable {
  private(set) var alerts: [Labels: AlertState] = [:]

  init(_ states: [AlertState] = []) {
    for state in states { alerts[state.labels] = state }
  }

  /// By labels.
  var sorted: [AlertState] { alerts.values.sorted { $0.labels < $1.labels } }

  var active: [AlertState] { sorted.filter(\.isActive) }

  /// The book after a slot at which the condition held for `matches`. Alerts that `hold` holds stay as they are, and what
  /// they wait for does not come nearer; none of them begins.
  ///
  /// - Throws: ``RuleError`` if two matches are one alert.
  func advanced(
    by matches: [AlertMatch], at slot: Timestamp, _ timing: AlertTiming, _ hold: AlertHold = .none
  ) throws(RuleError) -> AlertBook {
    var next: [Labels: AlertState] = [:]
    for match in matches where hold.isEmpty || !hold.holds(match.labels) {
      guard next[match.labels] == nil else {
        throw RuleError(
          .duplicateSeries, "vector contains metrics with the same labelset after applying alert labels")
      }
      let state = alerts[match.labels] ?? AlertState(match, at: slot)
      next[match.labels] = state.holding(match, at: slot, timing)
    }
    for (labels, state) in alerts where next[labels] == nil {
      next[labels] =
        hold.holds(labels) ? state.held(at: slot, for: hold.interval, timing) : state.ending(at: slot, timing)
    }
    return AlertBook(Array(next.values))
  }

  /// The alerts that Alertmanagers must hear of at `slot`; they count as told then.
  mutating func takeDue(at slot: Timestamp, resendDelay: Milliseconds) -> [AlertState] {
    let due = sorted.filter { $0.isDue(at: slot, resendDelay: resendDelay) }
    for state in due { alerts[state.labels]?.lastSentAt = slot }
    return due
  }

  /// Whether it must be written down: values and annotations alone are found again at the next slot.
  func hasTransition(since earlier: AlertBook) -> Bool {
    guard alerts.count == earlier.alerts.count else { return true }
    return alerts.contains { labels, state in
      guard let old = earlier.alerts[labels] else { return true }
      return old.phase != state.phase || old.activeAt != state.activeAt
    }
  }
}
