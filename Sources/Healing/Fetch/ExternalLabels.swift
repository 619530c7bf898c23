import TimeSeries

/// The labels that a child adds to all its series when it exposes them, and that its query API leaves out.
///
/// Learned by comparing: what nearly every exposed series has, and makes an answered series one of the exposed ones.
struct ExternalLabels: Sendable, Equatable {
  let labels: [Label]

  /// - Parameters:
  ///   - exposed: the series as `/federate` shows them.
  ///   - own: series as the query API shows them.
  /// - Returns: `nil` if none of `own` is among `exposed`, so that nothing can be told.
  init?(exposed: [Labels], own: some Sequence<Labels>) {
    let known = Set(exposed)
    let candidates = ExternalLabels.common(exposed)
    var confirmed: Set<Label> = []
    var hasMatch = false
    for series in own {
      let added = candidates.filter { series[$0.name].isEmpty }
      guard known.contains(Labels(Array(series) + added)) else { continue }
      hasMatch = true
      confirmed.formUnion(added)
    }
    guard hasMatch else { return nil }
    labels = candidates.filter(confirmed.contains)
  }

  /// The series with these labels where it has none of its own.
  func added(to series: Labels) -> Labels {
    let missing = labels.filter { series[$0.name].isEmpty }
    return missing.isEmpty ? series : Labels(Array(series) + missing)
  }

  /// What more than half of the series have.
  private static func common(_ exposed: [Labels]) -> [Label] {
    var counts: [Label: Int] = [:]
    for series in exposed {
      for label in series where label.name != LabelName.metricName { counts[label, default: 0] += 1 }
    }
    return counts.filter { $0.value * 2 > exposed.count }.keys.sorted { $0.name < $1.name }
  }
}
