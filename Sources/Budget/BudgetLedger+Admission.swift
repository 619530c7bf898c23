package import TimeSeries

extension BudgetLedger {
  /// Takes a hold of each series, and decides all that are new together.
  ///
  /// - Returns: the slot of each newcomer, in their order. Ask ``isStored(_:)`` for the verdict.
  /// - Throws: ``BudgetExceeded`` in mode `reject` when they do not all fit; then none is held.
  package mutating func admit(
    _ newcomers: [Newcomer], at now: Timestamp
  ) throws(BudgetExceeded) -> [LedgerSlot] {
    advance(to: now)
    if policy.mode == .reject { try checkAllFit(newcomers, at: now) }
    let slots = newcomers.map { hold($0, at: now) }
    fillRoom(at: now)
    finishAdmission(newcomers, slots, at: now)
    return slots
  }

  /// As ``admit(_:at:)`` for series that are pushed one by one: nobody holds them, so each push says that they are there.
  package mutating func admitPushed(
    _ newcomers: [Newcomer], at now: Timestamp
  ) throws(BudgetExceeded) -> [LedgerSlot] {
    advance(to: now)
    if policy.mode == .reject { try checkAllFit(newcomers, at: now) }
    let slots = newcomers.map { newcomer in
      LedgerSlot(index: indices[newcomer.series] ?? insert(newcomer, at: now) ?? LedgerSlot.none.index)
    }
    for slot in slots { touch(slot, at: now) }
    fillRoom(at: now)
    finishAdmission(newcomers, slots, at: now)
    return slots
  }

  private mutating func finishAdmission(_ newcomers: [Newcomer], _ slots: [LedgerSlot], at now: Timestamp) {
    if !hasBaseline, activeCount > 0 { beginHistory(at: now) }
    for (newcomer, slot) in zip(newcomers, slots) where refusal(of: slot) != nil { refusedLabels.show(newcomer.labels) }
    noteRefusals(at: now)
  }

  private mutating func checkAllFit(_ newcomers: [Newcomer], at now: Timestamp) throws(BudgetExceeded) {
    guard let limit = policy.limit else { return }
    var unknown: Set<SeriesFingerprint> = []
    for newcomer in newcomers where newcomer.objection == nil {
      if let index = indices[newcomer.series], entries[Int(index)].state == .active { continue }
      unknown.insert(newcomer.series)
    }
    let wanted = activeCount + unknown.count
    guard wanted > limit else { return }
    noteRejection(of: wanted, at: now)
    throw BudgetExceeded(cluster: name, seriesCount: wanted, limit: limit)
  }

  private mutating func hold(_ newcomer: Newcomer, at now: Timestamp) -> LedgerSlot {
    guard let index = indices[newcomer.series] ?? insert(newcomer, at: now) else { return .none }
    entries[Int(index)].holders += 1
    withdrawObjection(newcomer, index, at: now)
    if idle.remove(index) != nil { unsaved.insert(newcomer.series) }
    return LedgerSlot(index: index)
  }

  /// A series that one holder objected to may be welcome to another.
  private mutating func withdrawObjection(_ newcomer: Newcomer, _ index: Int32, at now: Timestamp) {
    guard newcomer.objection == nil, case .refused(let reason) = entries[Int(index)].state, reason.isUnconditional
    else { return }
    move(index, to: .refused(.budget), example: newcomer.labels, at: now)
  }

  /// Remembers a series as refused; whether it may stay so is for ``fillRoom(at:)``.
  private mutating func insert(_ newcomer: Newcomer, at now: Timestamp) -> Int32? {
    let reason = newcomer.objection ?? .budget
    guard refusedCount < refusedMax || reason == .budget && room > refusedCount else { return nil }
    let index = place(
      Entry(
        series: newcomer.series, metric: metrics.number(of: newcomer.labels.metricName),
        hasPriority: hasPriority(newcomer.labels), admittedAt: now, lastSeen: now))
    move(index, to: .refused(reason), example: newcomer.labels, at: now)
    return index
  }

  /// How many refused series are remembered one by one.
  private var refusedMax: Int { max(2 * min(policy.linesMax ?? 0, 1 << 23), 10_000) }

  mutating func place(_ entry: Entry) -> Int32 {
    let index: Int32
    if let free = freeIndices.popLast() {
      index = free
      entries[Int(free)] = entry
    } else {
      index = Int32(entries.count)
      entries.append(entry)
    }
    indices[entry.series] = index
    return index
  }

  private func hasPriority(_ labels: Labels) -> Bool {
    policy.priority.contains { matchers in matchers.allSatisfy { $0.matches(labels) } }
  }
}
