import Storage
import TimeSeries

/// Which group is due when: a pure book, kept by ``RuleManager`` under its lock.
///
/// A group is evaluated by one task at a time. Settings that come meanwhile are adopted when that task has ended.
struct RuleSchedule {
  /// One thing to do now.
  enum Work {
    /// Evaluate at a slot, `missed` slots after the one that was due.
    case evaluate(RuleGroup, slot: Timestamp, missed: Int)
    /// Mark what the removed group wrote as stale.
    case retire(RuleGroup)
  }

  private struct Entry {
    let group: RuleGroup
    var plan: RuleGroupPlan
    /// What the group works with, if that is not `plan` yet.
    var mustAdopt = false
    var isBusy = false
    /// The slot to evaluate next.
    var next: Timestamp
    /// When a removed group is marked stale; `nil` for one that is not removed.
    var retirement: Timestamp?
  }

  private var entries: [RuleGroupKey: Entry] = [:]
  /// Groups of the configuration, in its order.
  private var order: [RuleGroupKey] = []

  var groups: [RuleGroup] { order.compactMap { entries[$0]?.group } }

  /// Series that rules of the configuration wrote at their last evaluation.
  var claimed: Set<SeriesID> { Set(groups.flatMap(\.outputs)) }

  /// Takes over the groups of a configuration; `make` makes those that are new.
  mutating func apply(_ plans: [RuleGroupPlan], now: Timestamp, make: (RuleGroupPlan) -> RuleGroup) {
    order = plans.map(\.key)
    for plan in plans {
      if var entry = entries[plan.key] {
        entry.retirement = nil
        if entry.plan.schedule != plan.schedule { entry.next = RuleSchedule.first(plan, entry.group, now) }
        entry.plan = plan
        entry.mustAdopt = true
        entries[plan.key] = entry
      } else {
        let group = make(plan)
        entries[plan.key] = Entry(group: group, plan: plan, next: RuleSchedule.first(plan, group, now))
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

  /// What is due at `now`. Whoever takes work says when it has ended.
  mutating func takeDue(_ now: Timestamp) -> [Work] {
    var work: [Work] = []
    for (key, entry) in entries where !entry.isBusy {
      if let retirement = entry.retirement {
        guard retirement <= now else { continue }
        work.append(.retire(entry.group))
      } else {
        guard entry.next <= now else { continue }
        let slot = entry.plan.schedule.slot(atOrBefore: now)
        let missed = Int((slot - entry.next) / entry.plan.interval)
        entries[key]?.next = slot + entry.plan.interval
        work.append(.evaluate(entry.group, slot: slot, missed: missed))
      }
      entries[key]?.isBusy = true
    }
    return work
  }

  /// Says that the evaluation of a group has ended.
  mutating func evaluated(_ key: RuleGroupKey) {
    entries[key]?.isBusy = false
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

  /// When the next group is due; `nil` if none will be.
  var nextDue: Timestamp? {
    entries.values.filter { !$0.isBusy }.map { $0.retirement ?? $0.next }.min()
  }
}
