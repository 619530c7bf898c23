import TimeSeries

/// The two series that each active alert is seen by.
enum AlertSeries {
  /// `ALERTS{alertname, alertstate, …}` is 1, `ALERTS_FOR_STATE{alertname, …}` is when the condition began, in seconds.
  static func samples(of alert: AlertState) -> [(labels: Labels, value: Double)] {
    var builder = LabelsBuilder(alert.labels)
    builder.set(LabelName.metricName, to: MetricName.alertsForState)
    let forState = builder.labels()
    builder.set(LabelName.metricName, to: MetricName.alerts)
    builder.set(LabelName.alertState, to: alert.shownState.rawValue)
    let seconds = (Double(alert.activeAt) / 1000).rounded(.down)
    return [(builder.labels(), 1), (forState, seconds)]
  }
}

extension AlertState {
  var shownState: AlertStatus.State {
    switch phase {
    case .pending: .pending
    case .firing: .firing
    case .resolved: .inactive
    }
  }

  var status: AlertStatus {
    var keepingSince: Timestamp?
    if case .firing(_, let since) = phase { keepingSince = since }
    return AlertStatus(
      labels: labels, annotations: annotations, state: shownState, activeAt: activeAt, keepFiringSince: keepingSince,
      value: value)
  }
}
