package import TimeSeries

/// How slots become free again.
extension BudgetLedger {
  /// Sweeps at most this often; a shorter `idle_release` is swept more often.
  private static let sweepInterval: Milliseconds = 60_000

  /// Lets go of series that were last seen at `lastSeen`, one hold each.
  package mutating func release(_ slots: some Sequence<LedgerSlot>, lastSeen: Timestamp) {
    for slot in slots where slot.index >= 0 {
      let index = Int(slot.index)
      precondition(entries[index].holders > 0, "a series of \(name) is let go more often than it was held")
      entries[index].holders -= 1
      entries[index].lastSeen = max(entries[index].lastSeen, lastSeen)
      guard entries[index].holders == 0 else { continue }
      if entries[index].state == .active {
        idle.insert(slot.index)
        unsaved.insert(entries[index].series)
      } else {
        move(slot.index, to: .free, at: lastSeen)
      }
    }
  }

  /// Says that a series which nobody holds was seen.
  mutating func touch(_ slot: LedgerSlot, at now: Timestamp) {
    guard slot.index >= 0 else { return }
    let before = entries[Int(slot.index)].lastSeen
    entries[Int(slot.index)].lastSeen = max(before, now)
    // Four times within the time that matters is exact enough for a restart.
    let grain = max(1, policy.idleRelease / 4)
    if before / grain != now / grain { unsaved.insert(entries[Int(slot.index)].series) }
  }

  /// Lets time pass: idle series give their slots back, a lowered limit is enforced when its grace is over, and who
  /// waits is asked in where there is room.
  package mutating func advance(to now: Timestamp) {
    lastVisit = max(lastVisit, now)
    if now >= nextSweep || nextSweep - now > BudgetLedger.sweepInterval { sweep(at: now) }
    if let overSince, now - overSince >= policy.loweringGrace { evict(at: now) }
    fillRoom(at: now)
    noteRefusals(at: now)
    noteCount(at: now)
  }

  private mutating func sweep(at now: Timestamp) {
    nextSweep = now + min(BudgetLedger.sweepInterval, max(1, policy.idleRelease / 4))
    for index in idle where now - entries[Int(index)].lastSeen >= policy.idleRelease { move(index, to: .free, at: now) }
    let refusedIdle = waiting.filter {
      entries[Int($0)].holders == 0 && now - entries[Int($0)].lastSeen >= policy.idleRelease
    }
    for index in refusedIdle { move(index, to: .free, at: now) }
    noteOverrun(at: now)
  }

  /// Remembers since when there are more active series than the limit.
  mutating func noteOverrun(at now: Timestamp) {
    let isOver = policy.mode != .observe && activeCount > policy.limit ?? .max
    if isOver, overSince == nil, let limit = policy.limit {
      notify(
        .overLimit(
          cluster: name, activeCount: activeCount, limit: limit, evictionTime: now + policy.loweringGrace))
    }
    overSince = isOver ? overSince ?? now : nil
  }

  /// Takes what is above the limit from the series without priority first, the newest first.
  private mutating func evict(at now: Timestamp) {
    overSince = nil
    guard let limit = policy.limit, policy.mode != .observe, activeCount > limit else { return }
    let active = entries.indices.filter { entries[$0].state == .active }
    let doomed = active.sorted { left, right in
      let (left, right) = (entries[left], entries[right])
      if left.hasPriority != right.hasPriority { return !left.hasPriority }
      return left.admittedAt == right.admittedAt ? left.series > right.series : left.admittedAt > right.admittedAt
    }
    let evicted = doomed.prefix(activeCount - limit)
    for index in evicted { move(Int32(index), to: .refused(.evicted), at: now) }
    notify(.evicted(cluster: name, seriesCount: evicted.count, limit: limit, metrics: largestMetrics(among: evicted)))
    isFull = true
    isHeaderUnsaved = true
    generation += 1
  }
}
