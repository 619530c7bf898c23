import TimeSeries

/// Gives exposed series the labels under which they are stored: the target's labels, relabelling, the job's limits.
struct SeriesLabeler: Sendable {
  private static let conflictPrefix = "exported_"

  private let targetLabels: [Label]
  private let honorsLabels: Bool
  private let relabeler: Relabeler
  private let limits: LabelLimits

  init(_ target: Target, _ config: ScrapeConfig) {
    targetLabels = Array(target.labels)
    honorsLabels = config.honorLabels
    relabeler = Relabeler(config.metricRelabelRules)
    limits = LabelLimits(config)
  }

  /// The labels to store `exposed` under; `nil` if relabelling drops the series.
  ///
  /// - Throws: ``ScrapeError`` for what fails the whole scrape: no name, or more label than the job allows.
  func labels(_ exposed: LabelsBuilder) throws(ScrapeError) -> Labels? {
    var builder = exposed
    if honorsLabels { addTargetLabels(to: &builder) } else { putTargetLabels(over: &builder) }
    if !relabeler.isEmpty {
      builder = LabelsBuilder(builder.labels())
      guard relabeler.apply(to: &builder) else { return nil }
    }
    let labels = builder.labels()
    if labels.isEmpty { return nil }
    try limits.check(labels)
    return labels
  }

  /// An exposed label wins, also an empty one: that is how `/federate` keeps the parent's `instance` away.
  private func addTargetLabels(to builder: inout LabelsBuilder) {
    for label in targetLabels where !builder.contains(label.name) { builder.set(label.name, to: label.value) }
  }

  /// The target's label wins; the exposed one goes on under another name. Shorter names choose first.
  private func putTargetLabels(over builder: inout LabelsBuilder) {
    var conflicts: [Label] = []
    for label in targetLabels {
      let exposed = builder[label.name]
      if !exposed.isEmpty { conflicts.append(Label(name: label.name, value: exposed)) }
      builder.set(label.name, to: label.value)
    }
    let ordered = conflicts.enumerated().sorted {
      ($0.element.name.utf8.count, $0.offset) < ($1.element.name.utf8.count, $1.offset)
    }
    for (_, conflict) in ordered {
      var name = SeriesLabeler.conflictPrefix + conflict.name
      while !builder[name].isEmpty { name = SeriesLabeler.conflictPrefix + name }
      builder.set(name, to: conflict.value)
    }
  }
}
