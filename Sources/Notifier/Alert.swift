package import TimeSeries

/// One state of one alert, as an Alertmanager is told it.
package struct Alert: Sendable, Equatable {
  /// What identifies it.
  package var labels: Labels
  /// Expanded, by name.
  package var annotations: [Label]
  /// The slot since which it fires.
  package var startsAt: Timestamp
  /// When it ended; or, while it fires, until when it counts as firing without another word.
  package var endsAt: Timestamp
  /// Where its expression can be looked at.
  package var generatorURL: String

  package init(
    labels: Labels, annotations: [Label] = [], startsAt: Timestamp, endsAt: Timestamp, generatorURL: String = ""
  ) {
    self.labels = labels
    self.annotations = annotations
    self.startsAt = startsAt
    self.endsAt = endsAt
    self.generatorURL = generatorURL
  }
}
