package import Notifier
package import TimeSeries

/// Where alerts go that fire or have ended, and how often they are told again.
package struct AlertDelivery: Sendable {
  /// `--rules.alert.resend-delay`: how long an alert that still fires is not told of again.
  package var resendDelay: Milliseconds
  /// The address under which the outcome of an expression can be looked at.
  package var generatorURL: @Sendable (_ query: String) -> String
  /// Takes alerts; must not wait.
  package var send: @Sendable ([Alert]) -> Void

  /// - Parameter send: by default alerts are told to nobody.
  package init(
    resendDelay: Milliseconds = 60_000, generatorURL: @escaping @Sendable (_ query: String) -> String = { _ in "" },
    send: @escaping @Sendable ([Alert]) -> Void = { _ in }
  ) {
    self.resendDelay = resendDelay
    self.generatorURL = generatorURL
    self.send = send
  }
}

extension AlertDelivery {
  /// Tells of the alerts of `rule` that are due at `slot`, as of which they are known. All times are slots and no clock is
  /// asked, so that two servers of one configuration tell the same.
  func deliver(_ rule: inout RuleProgress, at slot: Timestamp, interval: Milliseconds) {
    let due = rule.memory.alerts.takeDue(at: slot, resendDelay: resendDelay)
    guard !due.isEmpty else { return }
    let url = generatorURL(rule.query)
    // Two evaluations or deliveries may fail before an Alertmanager takes the silence for an end.
    let validUntil = slot + 4 * max(interval, resendDelay)
    send(due.compactMap { $0.alert(validUntil: validUntil, generatorURL: url) })
  }
}

extension AlertState {
  /// Whether Alertmanagers must hear of it at `slot`. An end is told at once, then as often as a fire, while it is kept.
  func isDue(at slot: Timestamp, resendDelay: Milliseconds) -> Bool {
    guard let lastSentAt else { return phase != .pending }
    switch phase {
    case .pending: return false
    case .resolved(_, let resolvedAt) where resolvedAt > lastSentAt: return true
    case .firing, .resolved: return lastSentAt + resendDelay < slot
    }
  }

  /// `nil` for one that has never fired.
  fileprivate func alert(validUntil: Timestamp, generatorURL: String) -> Alert? {
    let (startsAt, endsAt): (Timestamp, Timestamp)
    switch phase {
    case .pending: return nil
    case .firing(let since, _): (startsAt, endsAt) = (since, validUntil)
    case .resolved(let firedAt, let resolvedAt): (startsAt, endsAt) = (firedAt, resolvedAt)
    }
    return Alert(
      labels: labels, annotations: annotations, startsAt: startsAt, endsAt: endsAt, generatorURL: generatorURL)
  }
}
