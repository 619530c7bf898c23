package import Logging
package import PromQL
package import Storage
package import Telemetry
import Threads
package import TimeSeries

/// Evaluates the rule groups of the configuration on their slots, and knows how they are.
///
/// One loop wakes when a group is due and gives it a task of its own, so that no group waits for another. `apply` may come
/// at any time, before `run` too. Safe to use from any task.
package final class RuleManager: Sendable {
  /// A clock that jumps is noticed within this time.
  private static let sleepMax: Milliseconds = 5000

  private let surroundings: RuleGroup.Surroundings
  private let schedule = Locked(RuleSchedule())
  private let alarm = Alarm()
  /// What groups knew before the start, until the first configuration comes.
  private let memories: Locked<[RuleGroupKey: GroupMemory]?>

  /// A manager that evaluates on `view` (asked for anew each time, for it may change with the configuration), writes to
  /// `storage` and hands alerts to `delivery`.
  ///
  /// - Throws: ``StorageError`` if the state of the rules before the start cannot be read.
  package convenience init(
    engine: QueryEngine, view: @escaping @Sendable () -> any Queryable, storage: any Appendable,
    registry: Registry, logger: Logger,
    outagePolicy: OutagePolicy = OutagePolicy(), delivery: AlertDelivery = AlertDelivery(),
    clock: @escaping @Sendable () -> Timestamp = Clock.now
  ) throws(StorageError) {
    try self.init(
      query: { (expression, timestamp) async throws(QueryError) -> QueryResult in
        try await engine.instant(expression, at: timestamp, on: view())
      }, storage: storage, registry: registry, logger: logger, outagePolicy: outagePolicy, delivery: delivery,
      clock: clock)
  }

  /// As above, for any way of asking.
  package init(
    query: @escaping RuleQuery, storage: any Appendable, registry: Registry, logger: Logger,
    outagePolicy: OutagePolicy = OutagePolicy(), delivery: AlertDelivery = AlertDelivery(),
    clock: @escaping @Sendable () -> Timestamp = Clock.now
  ) throws(StorageError) {
    surroundings = RuleGroup.Surroundings(
      query: query, storage: storage, metrics: RuleMetrics(registry), logger: logger, clock: clock,
      outagePolicy: outagePolicy, delivery: delivery)
    let (groups, unreadableCount) = RuleRecord.memories(in: try storage.records(in: .ruleState, keyPrefix: []))
    if unreadableCount > 0 {
      logger.warning("Some state of rules cannot be read and is left out", metadata: ["records": "\(unreadableCount)"])
    }
    memories = Locked(groups)
  }

  /// Takes over the groups of a configuration. Groups and rules that are still the same go on as if nothing had happened.
  package func apply(_ groups: [RuleGroupSettings], _ defaults: RuleDefaults) {
    let now = surroundings.clock()
    let plans = groups.map { RuleGroupPlan($0, defaults) }
    var memories = self.memories.withLock { memories in
      defer { memories = nil }
      return memories ?? [:]
    }
    schedule.withLock { schedule in
      schedule.apply(plans, now: now) { plan in
        surroundings.metrics.describe(plan.key, plan)
        return RuleGroup(plan, memory: memories.removeValue(forKey: plan.key), surroundings)
      }
      // What is left was removed from the configuration while the server was down.
      for (key, memory) in memories {
        let settings = RuleGroupSettings(file: key.file, name: key.name, interval: memory.interval, rules: [])
        let plan = RuleGroupPlan(settings, defaults)
        schedule.addRetired(RuleGroup(plan, memory: memory, surroundings), plan, now: now)
      }
    }
    alarm.ring()
  }

  /// The groups of the configuration, in its order.
  package func groups() -> [RuleGroupStatus] { schedule.withLock { $0.groups }.map(\.status) }

  /// Pending and firing alerts of all groups, in their order.
  package func alerts() -> [AlertStatus] {
    groups().flatMap { $0.rules.flatMap { $0.alerting?.alerts ?? [] } }
  }

  /// Evaluates until the task is cancelled; then waits for what has begun.
  package func run() async {
    await withDiscardingTaskGroup { tasks in
      while !Task.isCancelled {
        for work in schedule.withLock({ $0.takeDue(surroundings.clock()) }) {
          tasks.addTask { await self.perform(work) }
        }
        let due = schedule.withLock { $0.nextDue } ?? .max
        let distance = due.subtractingReportingOverflow(surroundings.clock()).partialValue
        await alarm.sleep(atMost: min(max(distance, 0), RuleManager.sleepMax))
      }
    }
  }

  /// Does at once whatever is due, and waits for it: one turn of ``run()``, for tests and tools with a clock of their own.
  package func evaluateDue() async {
    await withDiscardingTaskGroup { tasks in
      for work in schedule.withLock({ $0.takeDue(surroundings.clock()) }) {
        tasks.addTask { await self.perform(work) }
      }
    }
  }

  private func perform(_ work: RuleSchedule.Work) async {
    switch work {
    case .evaluate(let group, let slot, let missed):
      surroundings.metrics.scheduled(group.key, missed: missed)
      await group.evaluate(slot, claimed: claimed)
      schedule.withLock { $0.evaluated(group.key) }
    case .retire(let group):
      let now = surroundings.clock()
      let isGone = await group.retire(at: now, claimed: claimed)
      schedule.withLock { $0.retired(group.key, isGone: isGone, now: now) }
    }
    alarm.ring()
  }

  @Sendable
  private func claimed() -> Set<SeriesID> { schedule.withLock { $0.claimed } }
}
