package import TimeSeries

/// What `/api/v1/alerts` shows of one alert.
package struct AlertStatus: Sendable {
  package enum State: String, Sendable {
    case inactive, pending, firing
    /// The rule has not been evaluated yet.
    case unknown
  }

  package var labels: Labels
  /// Expanded, by name.
  package var annotations: [Label]
  package var state: State
  /// The slot at which the condition was first met.
  package var activeAt: Timestamp
  /// The slot since which it only fires because of `keep_firing_for`.
  package var keepFiringSince: Timestamp?
  package var value: Double

  package init(
    labels: Labels, annotations: [Label] = [], state: State, activeAt: Timestamp, keepFiringSince: Timestamp? = nil,
    value: Double
  ) {
    self.labels = labels
    self.annotations = annotations
    self.state = state
    self.activeAt = activeAt
    self.keepFiringSince = keepFiringSince
    self.value = value
  }
}
