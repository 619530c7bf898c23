package import TimeSeries

/// The section `alerting`: which alerts go where.
package struct AlertingConfig: Sendable, Equatable {
  /// `alert_relabel_configs`: for alerts to every Alertmanager.
  package var alertRelabelRules: [RelabelRule] = []
  package var alertmanagers: [AlertmanagerConfig] = []

  package init() {}
}
