import TimeSeries

/// The life of one alert: a pure state machine, advanced once per slot.
struct AlertState: Sendable, Equatable {
  enum Phase: Sendable, Equatable {
    /// The condition holds, but not for long enough. → firing; or the alert is gone.
    case pending
    /// Since a slot. `keepingSince` is set while only `keep_firing_for` keeps it up. → resolved.
    case firing(since: Timestamp, keepingSince: Timestamp?)
    /// Kept for a while, so that the end can be told as well. → pending, as a new alert; or gone.
    case resolved(firedAt: Timestamp, at: Timestamp)
  }

  /// How long a resolved alert is kept.
  static let resolvedRetention: Milliseconds = 15 * 60_000

  /// What identifies it within its rule.
  let labels: Labels
  /// Expanded, by name; as of the last slot at which the condition held. So is the value.
  var annotations: [Label]
  var value: Double
  /// The slot at which the condition began to hold.
  var activeAt: Timestamp
  var phase: Phase
  /// The slot at which Alertmanagers were told of it last; not known any more after a restart.
  var lastSentAt: Timestamp?

  /// A condition that holds for the first time.
  init(_ match: AlertMatch, at slot: Timestamp) {
    labels = match.labels
    annotations = match.annotations
    value = match.value
    activeAt = slot
    phase = .pending
  }

  init(labels: Labels, annotations: [Label], value: Double, activeAt: Timestamp, phase: Phase) {
    self.labels = labels
    self.annotations = annotations
    self.value = value
    self.activeAt = activeAt
    self.phase = phase
  }

  /// Whether it is pending or firing.
  var isActive: Bool {
    switch phase {
    case .pending, .firing: true
    case .resolved: false
    }
  }

  /// The state after a slot at which the condition held.
  func holding(_ match: AlertMatch, at slot: Timestamp, _ timing: AlertTiming) -> AlertState {
    guard isActive else { return AlertState(match, at: slot).holding(match, at: slot, timing) }
    var next = self
    next.annotations = match.annotations
    next.value = match.value
    switch phase {
    case .pending where slot - activeAt >= timing.holdDuration: next.phase = .firing(since: slot, keepingSince: nil)
    case .firing(let since, _): next.phase = .firing(since: since, keepingSince: nil)
    case .pending, .resolved: break
    }
    return next
  }

  /// The state after a slot at which nobody could tell whether the condition held: the time since the slot before does not
  /// count. `nil` if nothing is left of it.
  func held(at slot: Timestamp, for interval: Milliseconds, _ timing: AlertTiming) -> AlertState? {
    var next = self
    switch phase {
    case .pending: next.activeAt += interval
    case .firing(let since, let keepingSince):
      next.phase = .firing(since: since, keepingSince: keepingSince.map { $0 + interval })
    case .resolved: return ending(at: slot, timing)
    }
    return next
  }

  /// The state after a slot at which the condition did not hold; `nil` if nothing is left of it.
  func ending(at slot: Timestamp, _ timing: AlertTiming) -> AlertState? {
    var next = self
    switch phase {
    case .pending: return nil
    case .firing(let since, let keepingSince):
      let keptSince = keepingSince ?? slot
      let isKept = timing.keepFiringFor > 0 && slot - keptSince < timing.keepFiringFor
      next.phase = isKept ? .firing(since: since, keepingSince: keptSince) : .resolved(firedAt: since, at: slot)
    case .resolved(_, let resolvedAt):
      if slot - resolvedAt > AlertState.resolvedRetention { return nil }
    }
    return next
  }
}

/// How long an alert waits before it fires, and before it stops.
struct AlertTiming: Sendable, Equatable {
  var holdDuration: Milliseconds
  var keepFiringFor: Milliseconds
}

/// One element of the answer to an alert's expression, its templates expanded.
struct AlertMatch: Sendable, Equatable {
  var labels: Labels
  var annotations: [Label]
  var value: Double
}
