import TimeSeries

/// Takes down how the slots of one selection were filled.
struct SlotExplainer {
  let explanation: DedupExplanation
  /// Of the labels that tell replicas apart.
  let removal: LabelRemoval
  /// Whether the query looks at the newest point only.
  let newestOnly: Bool

  /// Whether the series is among those that are explained.
  func explains(_ series: Labels) -> Bool { explanation.explains(series) }

  /// The plan for the replicas of a series of which the log knows nothing.
  func plan(_ replicas: some Collection<Labels>) -> SlotPlan { SlotPlan.unranked(replicas.map(name)) }

  func note(_ merge: borrowing SlotMerge, of series: Labels, _ range: ClosedRange<Timestamp>?, isRanked: Bool) {
    guard explains(series) else { return }
    var slots = merge.explainedSlots(in: range ?? Timestamp.min...Timestamp.max, isRanked: isRanked)
    if newestOnly, let newest = slots.lastIndex(where: { $0.reason != .heldBack }) { slots.removeFirst(newest) }
    explanation.note(slots, of: series)
  }

  private func name(_ replica: Labels) -> String {
    removal.names.lazy.map { replica[$0] }.filter { !$0.isEmpty }.joined(separator: "/")
  }
}
