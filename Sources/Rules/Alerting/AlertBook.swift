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

  /// The book after a slot at which the condition held for `matches`.
  ///
  /// - Throws: ``RuleError`` if two matches are one alert.
  func advanced(by matches: [AlertMatch], at slot: Timestamp, _ timing: AlertTiming) throws(RuleError) -> AlertBook {
    var next: [Labels: AlertState] = [:]
    for match in matches {
      guard next[match.labels] == nil else {
        throw RuleError(
          .duplicateSeries, "vector contains metrics with the same labelset after applying alert labels")
      }
      let state = alerts[match.labels] ?? AlertState(match, at: slot)
      next[match.labels] = state.holding(match, at: slot, timing)
    }
    for (labels, state) in alerts where next[labels] == nil { next[labels] = state.ending(at: slot, timing) }
    return AlertBook(Array(next.values))
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
