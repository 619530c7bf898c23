package import TimeSeries

extension BudgetLedger {
  /// The series that are refused and that a selector can match, by metric; none in mode `observe`, which stores them.
  ///
  /// Their names and clusters are known; their other labels only where so few are refused that all are kept as examples.
  package func refusals(matching matchers: [LabelMatcher]) -> [RefusedSeries] {
    guard refusedCount > 0 else { return [] }
    return candidates(matchers).flatMap { refusals(of: metrics[$0], matching: matchers) }
  }

  private func refusals(of use: MetricUse, matching matchers: [LabelMatcher]) -> [RefusedSeries] {
    use.refusals.compactMap { reason, refusals in
      guard policy.mode != .observe || reason.isUnconditional, refusals.canMatch(matchers) else { return nil }
      return RefusedSeries(
        cluster: name, metric: use.name, reason: reason, seriesCount: refusals.seriesCount, since: refusals.firstRefused
      )
    }
  }

  /// The numbers of refused metrics whose name the selector admits.
  private func candidates(_ matchers: [LabelMatcher]) -> [Int32] {
    let names = matchers.filter { $0.name == LabelName.metricName }
    if let exact = names.first(where: { $0.operation == .equal }) {
      guard let number = metrics.knownNumber(of: exact.value), metrics.refused.contains(number) else { return [] }
      return names.allSatisfy { $0.matches(exact.value) } ? [number] : []
    }
    return metrics.refused.filter { number in names.allSatisfy { $0.matches(metrics[number].name) } }
  }
}

extension MetricUse.Refusals {
  fileprivate func canMatch(_ matchers: [LabelMatcher]) -> Bool {
    let isComplete = examples.count == seriesCount
    let known = matchers.filter { isComplete || $0.name == LabelName.cluster }
    return examples.isEmpty || examples.contains { example in known.allSatisfy { $0.matches(example) } }
  }
}
