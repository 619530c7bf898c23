package import TimeSeries

/// What becomes of alerts while nothing evaluates them, because the server was down.
extension AlertBook {
  /// The book as it is picked up at `slot` after the last evaluation at `lastSlot`.
  ///
  /// A restart between two slots changes nothing. After a longer outage firing alerts fire on if their condition still
  /// holds; the time of the outage does not count towards `for`; and who would fire very soon gets a grace period, for
  /// what could have told otherwise may not be back yet. After too long an outage everything begins anew.
  /// As Prometheus restores from ALERTS_FOR_STATE, but from the exact state.
  func resumed(
    at slot: Timestamp, lastSlot: Timestamp, interval: Milliseconds, _ timing: AlertTiming, _ policy: OutagePolicy
  ) -> AlertBook {
    let outage = slot - lastSlot
    if outage <= interval { return self }
    if outage > policy.tolerance { return AlertBook() }
    return AlertBook(alerts.values.map { $0.resumed(at: slot, lastSlot: lastSlot, timing, policy) })
  }

  /// The book as it goes on at `slot` when the clock was set back: nothing in it is later than that, so that nothing has to
  /// wait for the time that the clock had shown.
  func moved(notAfter slot: Timestamp) -> AlertBook { AlertBook(alerts.values.map { $0.moved(notAfter: slot) }) }
}

/// The flags `--rules.alert.for-outage-tolerance` and `--rules.alert.for-grace-period`.
package struct OutagePolicy: Sendable, Equatable {
  /// After a longer outage no alert is picked up.
  package var tolerance: Milliseconds = 3_600_000
  /// What at least remains of `for` after an outage, for rules whose `for` is longer than this.
  package var gracePeriod: Milliseconds = 600_000

  package init() {}
}

extension AlertState {
  fileprivate func moved(notAfter slot: Timestamp) -> AlertState {
    var next = self
    next.activeAt = min(activeAt, slot)
    if let lastSentAt, lastSentAt >= slot { next.lastSentAt = nil }
    switch phase {
    case .pending: break
    case .firing(let since, let keepingSince):
      next.phase = .firing(since: min(since, slot), keepingSince: keepingSince.map { min($0, slot) })
    case .resolved(let firedAt, let resolvedAt):
      next.phase = .resolved(firedAt: min(firedAt, slot), at: min(resolvedAt, slot))
    }
    return next
  }

  fileprivate func resumed(
    at slot: Timestamp, lastSlot: Timestamp, _ timing: AlertTiming, _ policy: OutagePolicy
  ) -> AlertState {
    guard case .pending = phase else { return self }
    let remaining = timing.holdDuration - (lastSlot - activeAt)
    guard remaining > 0 else { return self }
    var next = self
    let needsGrace = timing.holdDuration >= policy.gracePeriod && remaining < policy.gracePeriod
    next.activeAt =
      needsGrace ? slot + policy.gracePeriod - timing.holdDuration : activeAt + (slot - lastSlot)
    return next
  }
}
