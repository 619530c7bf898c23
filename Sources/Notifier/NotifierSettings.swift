package import TimeSeries

/// All that ``Notifier`` must know of the configuration.
package struct NotifierSettings: Sendable, Equatable {
  package var alerting: AlertingConfig
  /// On every alert that has no label of that name.
  package var externalLabels: Labels
  /// Never on an alert.
  package var replicaLabels: [String]

  package init(
    alerting: AlertingConfig = AlertingConfig(), externalLabels: Labels = .empty, replicaLabels: [String] = []
  ) {
    self.alerting = alerting
    self.externalLabels = externalLabels
    self.replicaLabels = replicaLabels
  }
}
