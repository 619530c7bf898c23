import TimeSeries

/// Gives an alert the labels under which Alertmanagers know it.
///
/// In this order: iapetus's external labels, where the alert has none of that name; `alert_relabel_configs`; and the replica
/// labels go, whatever the rules did, so that two iapetus of one configuration tell of the same alert.
struct AlertLabeler: Sendable {
  private let externalLabels: Labels
  private let relabeler: Relabeler
  private let replicaLabels: LabelRemoval

  init(_ settings: NotifierSettings) {
    externalLabels = settings.externalLabels
    relabeler = Relabeler(settings.alerting.alertRelabelRules)
    replicaLabels = LabelRemoval(settings.replicaLabels)
  }

  /// `nil` if the alert is dropped: by a rule, or because no label is left.
  func labeled(_ alert: Alert) -> Alert? {
    var builder = LabelsBuilder(alert.labels)
    for label in externalLabels where builder[label.name].isEmpty { builder.set(label.name, to: label.value) }
    guard relabeler.apply(to: &builder) else { return nil }
    return alert.labeled(replicaLabels(builder.labels()))
  }
}

extension Alert {
  /// The same alert under other labels; `nil` if there are none.
  func labeled(_ labels: Labels?) -> Alert? {
    guard let labels, !labels.isEmpty else { return nil }
    var alert = self
    alert.labels = labels
    return alert
  }
}
