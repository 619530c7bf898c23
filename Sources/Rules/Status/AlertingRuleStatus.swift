package import TimeSeries

/// What `/api/v1/rules` shows of an alerting rule beside what every rule has.
package struct AlertingRuleStatus: Sendable {
  /// The gravest state among its alerts.
  package var state: AlertStatus.State
  /// `for`.
  package var holdDuration: Milliseconds
  package var keepFiringFor: Milliseconds
  /// Templates unexpanded, by name.
  package var annotations: [Label]
  /// Pending and firing ones, by labels.
  package var alerts: [AlertStatus]

  package init(
    state: AlertStatus.State, holdDuration: Milliseconds = 0, keepFiringFor: Milliseconds = 0,
    annotations: [Label] = [], alerts: [AlertStatus] = []
  ) {
    self.state = state
    self.holdDuration = holdDuration
    self.keepFiringFor = keepFiringFor
    self.annotations = annotations
    self.alerts = alerts
  }
}
