import Storage
import TimeSeries

/// Which group is due when: a pure book, kept by ``RuleManager`` under its lock.
///
/// A group is given to one task at a time. Settings that come meanwhile are adopted when that task has ended. The slots of
/// the present go first, in order; slots of the past are made up when there is nothing else to do for the group.
struct RuleSchedule {
  /// One thing to do now.
  enum Work {
    /// Evaluate at a slot, `missed` slots after the one that was due.
    case evaluate(RuleGroup, slot: Timestamp, missed: Int, isAtDeadline: Bool)
    /// Do the next past slot of the run.
    case replay(RuleGroup, ReplayRun)
    /// Mark what the removed group wrote as stale.
    case retire(RuleGroup)

    var group: RuleGroup {
      switch self {
      case .evaluate(let group, _, _, _), .replay(let group, _), .retire(let group): group
      }
    }
  }

  /// Whether everything that a group reads at a timestamp is there that is to be expected.
  typealias IsSettled = (RuleGroupPlan, Timestamp) -> Bool

  /// A clock that is set back by no more than this is waited for; a correction of seconds must not evaluate a slot twice.
  private static let setBackMax: Milliseconds = 60_000

  private struct Entry {
    let group: RuleGroup
    var plan: RuleGroupPlan
    /// What the group works with, if that is not `plan` yet.
    var mustAdopt = false
    var isBusy = false
    /// Whether it is busy with a slot of the present.
    var isEvaluating = false
    /// The slot to evaluate next.
    var next: Timestamp
    /// Past slots, to be done one run after the other.
    var runs: [ReplayRun] = []
    /// When a removed group is marked stale; `nil` for one that is not removed.
    var retirement: Timestamp?

    /// Behind by so much, a group goes on with the newest slot and makes up the others afterwards.
    var patience: Milliseconds { plan.deadline + plan.interval }

    mutating func endRuns() {
      for run in runs { run.end() }
      runs = []
    }
  }

  private let limits: RuleLimits
  private var entries: [RuleGroupKey: Entry] = [:]
  /// Groups of the configuration, in its order.
  private var order: [RuleGroupKey] = []

  init(_ limits: RuleLimits) { self.limits = limits }

  var groups: [RuleGroup] { order.compactMap { entries[$0]?.group } }
  var plans: [RuleGroupPlan] { order.compactMap { entries[$0]?.plan } }

  /// Series that rules of the configuration wrote at their last evaluation.
  var claimed: Set<SeriesID> { Set(groups.flatMap(\.outputs)) }
}

// Groups come and go.
extension RuleSchedule {
  /// Takes over the groups of a configuration; `make` makes those that are new.
  mutating func apply(_ plans: [RuleGroupPlan], now: Timestamp, make: (RuleGroupPlan) -> RuleGroup) {
    order = plans.map(\.key)
    for plan in plans {
      if var entry = entries[plan.key] {
        let wasRemoved = entry.retirement != nil
        entry.retirement = nil
        if wasRemoved || entry.plan.schedule != plan.schedule {
          entry.next = RuleSchedule.first(plan, entry.group, now)
          entry.endRuns()
        }
        entry.plan = plan
        entry.mustAdopt = true
        entries[plan.key] = entry
      } else {
        let group = make(plan)
        var entry = Entry(group: group, plan: plan, next: RuleSchedule.first(plan, group, now))
        // Missed while the server was down. Clusters, or their healing, get time to bring what is read at these slots.
        if let last = group.lastSlot {
          let first = plan.schedule.slot(after: last)
          miss(first, until: entry.next, in: &entry, now: now, notBefore: now + limits.catchUpDelay)
        }
        entries[plan.key] = entry
      }
      adoptIfIdle(plan.key)
    }
    let wanted = Set(order)
    for key in entries.keys where !wanted.contains(key) && entries[key]?.retirement == nil {
      retire(key, now: now)
    }
  }

  /// Adds a group that is known from before the start and no longer configured.
  mutating func addRetired(_ group: RuleGroup, _ plan: RuleGroupPlan, now: Timestamp) {
    entries[plan.key] = Entry(group: group, plan: plan, next: 0, retirement: now + 2 * plan.interval)
  }

  /// Markers are written after two intervals, unless the group is back by then.
  private mutating func retire(_ key: RuleGroupKey, now: Timestamp) {
    guard let entry = entries[key] else { return }
    entries[key]?.retirement = now + 2 * entry.plan.interval
    entries[key]?.endRuns()
  }

  private mutating func adoptIfIdle(_ key: RuleGroupKey) {
    guard let entry = entries[key], entry.mustAdopt, !entry.isBusy else { return }
    entry.group.adopt(entry.plan)
    entries[key]?.mustAdopt = false
  }

  /// The first slot from now on that the group has not evaluated.
  private static func first(_ plan: RuleGroupPlan, _ group: RuleGroup, _ now: Timestamp) -> Timestamp {
    plan.schedule.slot(after: max(now, group.lastSlot ?? now))
  }
}

// What is due.
extension RuleSchedule {
  /// What is due at `now`. Whoever takes work says when it has ended.
  mutating func takeDue(_ now: Timestamp, isSettled: IsSettled) -> [Work] {
    var work: [Work] = []
    // In a fixed order, so that equal histories give equal work.
    for key in entries.keys.sorted(by: { $0.text < $1.text }) {
      followClock(key, now)
      guard var entry = entries[key], !entry.isBusy, let next = take(&entry, now, isSettled) else { continue }
      entry.isBusy = true
      entries[key] = entry
      work.append(next)
    }
    return work
  }

  /// Brings a group back to the present that is ahead of the clock, because that was set back, while the server ran or
  /// before its start. It must not stand still until then.
  private mutating func followClock(_ key: RuleGroupKey, _ now: Timestamp) {
    guard let entry = entries[key], !entry.isBusy, entry.retirement == nil else { return }
    let next = entry.plan.schedule.slot(atOrBefore: now)
    // By the clock as it was, the next slot is an interval after that one.
    guard entry.next - next > entry.plan.interval + RuleSchedule.setBackMax else { return }
    entry.group.followClock(back: entry.next - next, to: next)
    entries[key]?.next = next
  }

  private func take(_ entry: inout Entry, _ now: Timestamp, _ isSettled: IsSettled) -> Work? {
    if let retirement = entry.retirement { return retirement <= now ? .retire(entry.group) : nil }
    if let work = takeSlot(&entry, now, isSettled) { return work }
    return takeRun(&entry, now, isSettled)
  }

  private func takeRun(_ entry: inout Entry, _ now: Timestamp, _ isSettled: IsSettled) -> Work? {
    // What was missed may become too old while it waits. What was healed is as old as it is.
    for run in entry.runs where run.rules == nil {
      entry.group.abandoned(run.abandon(before: now - limits.catchUpMax))
    }
    entry.runs.removeAll { $0.endIfDone() }
    let plan = entry.plan
    let run = entry.runs.first { run in
      guard let slot = run.next, run.notBefore <= now, !predecessorsAwait(plan, slot) else { return false }
      return !run.awaitsLate || isSettled(plan, slot - plan.queryOffset)
    }
    return run.map { .replay(entry.group, $0) }
  }

  /// Whether a group whose outputs this one reads has still to do a past slot that this slot would see.
  private func predecessorsAwait(_ plan: RuleGroupPlan, _ slot: Timestamp) -> Bool {
    plan.predecessors.contains { key in
      guard let other = entries[key], other.retirement == nil else { return false }
      return other.runs.contains { run in run.next.map { $0 <= slot } ?? false }
    }
  }

  private func takeSlot(_ entry: inout Entry, _ now: Timestamp, _ isSettled: IsSettled) -> Work? {
    let plan = entry.plan
    guard entry.next <= now, predecessorsAreDone(plan, entry.next) else { return nil }
    var slot = entry.next
    if now - entry.next >= entry.patience {
      // Too far behind for taking one slot after the other: the newest that can be evaluated.
      slot = plan.schedule.slot(atOrBefore: now)
      while slot > entry.next, now < slot + plan.deadline, !isSettled(plan, slot - plan.queryOffset) {
        slot -= plan.interval
      }
    }
    let isReady = isSettled(plan, slot - plan.queryOffset)
    guard isReady || now >= slot + plan.deadline else { return nil }
    // What was late is there by now: then what this group reads is evaluated again at once, and first.
    let isAhead = predecessorsAwaitLate(plan, slot)
    if isReady, now < slot + entry.patience, isAhead { return nil }
    let missed = Int((slot - entry.next) / plan.interval)
    miss(entry.next, until: slot, in: &entry, now: now, notBefore: .min)
    entry.next = slot + plan.interval
    entry.isEvaluating = true
    return .evaluate(entry.group, slot: slot, missed: missed, isAtDeadline: !isReady || isAhead)
  }

  private func predecessorsAreDone(_ plan: RuleGroupPlan, _ slot: Timestamp) -> Bool {
    plan.predecessors.allSatisfy { key in
      guard let other = entries[key], other.retirement == nil else { return true }
      return other.next > slot && !other.isEvaluating
    }
  }

  private func predecessorsAwaitLate(_ plan: RuleGroupPlan, _ slot: Timestamp) -> Bool {
    plan.predecessors.contains { key in
      entries[key]?.runs.contains { run in run.awaitsLate && run.next.map { $0 <= slot } ?? false } ?? false
    }
  }

  /// Queues the slots from `first` up to `end`, exclusive, to be made up.
  private func miss(
    _ first: Timestamp, until end: Timestamp, in entry: inout Entry, now: Timestamp, notBefore: Timestamp
  ) {
    let interval = entry.plan.interval
    let oldest = max(first, entry.plan.schedule.slot(after: now - limits.catchUpMax))
    entry.group.abandoned(Int(max(0, min(oldest, end) - first) / interval))
    guard oldest < end else { return }
    let slots = oldest...end - interval
    if entry.runs.last(where: { !$0.awaitsLate })?.extend(by: slots) != true {
      entry.runs.append(ReplayRun(slots, interval: interval, notBefore: notBefore))
    }
  }

  /// When the next group is due; `nil` if none will be.
  func nextDue(_ now: Timestamp) -> Timestamp? {
    entries.values.filter { !$0.isBusy }.map { entry in
      if let retirement = entry.retirement { return retirement }
      // One that waits for clusters is woken when they deliver, at the latest at its deadline.
      let slot = entry.next <= now ? entry.next + entry.plan.deadline : entry.next
      return min(slot, entry.runs.map(\.notBefore).min() ?? .max)
    }.min()
  }
}

// Who waits.
extension RuleSchedule {
  /// Whether a group may become due because a cluster delivers.
  func awaitsClusters(_ now: Timestamp) -> Bool {
    entries.values.contains { entry in
      !entry.isBusy && entry.retirement == nil && (entry.next <= now || entry.runs.contains(where: \.awaitsLate))
    }
  }
}

// What has ended.
extension RuleSchedule {
  /// Queues past slots of a group, if it is there.
  mutating func enqueue(_ run: ReplayRun, of key: RuleGroupKey) -> Bool {
    guard entries[key]?.retirement == nil, entries[key] != nil else { return false }
    entries[key]?.runs.append(run)
    return true
  }

  /// The slot before the one that the group evaluates next.
  func newestTaken(of plan: RuleGroupPlan) -> Timestamp {
    (entries[plan.key]?.next).map { $0 - plan.interval } ?? .min / 2
  }

  /// Says that a slot was evaluated before all was there; it is done again when that has come.
  mutating func awaitLate(_ slot: Timestamp, of key: RuleGroupKey) {
    guard let entry = entries[key], entry.retirement == nil else { return }
    let run = ReplayRun(slot...slot, interval: entry.plan.interval, awaitsLate: true)
    if entry.runs.last(where: \.awaitsLate)?.extend(by: slot...slot) != true { entries[key]?.runs.append(run) }
  }

  /// Says that the evaluation of a group has ended, or one slot of a run.
  mutating func evaluated(_ key: RuleGroupKey) {
    entries[key]?.isBusy = false
    entries[key]?.isEvaluating = false
    entries[key]?.runs.removeAll { $0.endIfDone() }
    adoptIfIdle(key)
  }

  /// Says that the retirement of a group has ended; if it did not succeed, it is tried again later.
  mutating func retired(_ key: RuleGroupKey, isGone: Bool, now: Timestamp) {
    entries[key]?.isBusy = false
    adoptIfIdle(key)
    // The group may have come back meanwhile.
    guard entries[key]?.retirement != nil else { return }
    if isGone { entries[key] = nil } else { retire(key, now: now) }
  }

  /// Gives up what is left of the past.
  mutating func endRuns() {
    for key in entries.keys { entries[key]?.endRuns() }
  }
}
