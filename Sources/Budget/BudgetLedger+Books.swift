import TimeSeries

extension BudgetLedger {
  /// Brings an entry into another state, and with it every book that counts or lists entries by state.
  ///
  /// - Parameter example: what the series looks like, if it is known; kept a few times per metric and reason.
  mutating func move(_ index: Int32, to state: State, example: Labels? = nil, at now: Timestamp) {
    let entry = entries[Int(index)]
    guard entry.state != state else { return }
    metrics.change(entry.metric) { $0.move(from: entry.state, to: state, example: example, at: now) }
    leave(entry, index)
    enter(state, entry, index)
    entries[Int(index)].state = state
  }

  private mutating func leave(_ entry: Entry, _ index: Int32) {
    switch entry.state {
    case .free: break
    case .active:
      activeCount -= 1
      if entry.hasPriority { priorityCount -= 1 }
      activeVersion += 1
      idle.remove(index)
      unsaved.insert(entry.series)
    case .refused:
      refusedCount -= 1
      waiting.remove(index)
    }
  }

  private mutating func enter(_ state: State, _ entry: Entry, _ index: Int32) {
    switch state {
    case .free:
      indices[entry.series] = nil
      freeIndices.append(index)
    case .active:
      activeCount += 1
      if entry.hasPriority { priorityCount += 1 }
      activeVersion += 1
      if entry.holders == 0 { idle.insert(index) }
      unsaved.insert(entry.series)
    case .refused(let reason):
      refusedCount += 1
      if !reason.isUnconditional { waiting.insert(index) }
    }
  }
}
