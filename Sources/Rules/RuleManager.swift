package import Logging
package import PromQL
package import Storage
package import Telemetry
import Threads
package import TimeSeries

/// Evaluates the rule groups of the configuration on their slots, and knows how they are.
///
/// One loop wakes when a group is due, or a cluster has delivered, and gives each due group a task of its own, so that no
/// group waits for another. `apply` may come at any time, before `run` too. Safe to use from any task.
package final class RuleManager: Sendable {
  /// A clock that jumps is noticed within this time.
  private static let sleepMax: Milliseconds = 5000

  let surroundings: RuleGroup.Surroundings
  let schedule: Locked<RuleSchedule>
  let alarm = Alarm()
  /// What groups knew before the start, until the first configuration comes.
  private let memories: Locked<[RuleGroupKey: GroupMemory]?>

  /// A manager that evaluates on `view` (asked for anew each time, for it may change with the configuration), writes to
  /// `storage` and hands alerts to `delivery`.
  ///
  /// - Throws: ``StorageError`` if the state of the rules before the start cannot be read.
  package convenience init(
    engine: QueryEngine, view: @escaping @Sendable () -> any Queryable, storage: any Appendable,
    clusters: ClusterWatch = .none, registry: Registry, logger: Logger, limits: RuleLimits = RuleLimits(),
    outagePolicy: OutagePolicy = OutagePolicy(), delivery: AlertDelivery = AlertDelivery(),
    clock: @escaping @Sendable () -> Timestamp = Clock.now
  ) throws(StorageError) {
    try self.init(
      query: RuleQuery(engine: engine), view: view, storage: storage, clusters: clusters, registry: registry,
      logger: logger, limits: limits, outagePolicy: outagePolicy, delivery: delivery, clock: clock)
  }

  /// As above, for any way of asking.
  package init(
    query: RuleQuery, view: @escaping @Sendable () -> any Queryable, storage: any Appendable,
    clusters: ClusterWatch = .none, registry: Registry, logger: Logger, limits: RuleLimits = RuleLimits(),
    outagePolicy: OutagePolicy = OutagePolicy(), delivery: AlertDelivery = AlertDelivery(),
    clock: @escaping @Sendable () -> Timestamp = Clock.now
  ) throws(StorageError) {
    surroundings = RuleGroup.Surroundings(
      query: query, view: view, storage: storage, clusters: clusters,
      lanes: EvaluationLanes(count: limits.concurrentMax), metrics: RuleMetrics(registry), logger: logger,
      clock: clock, outagePolicy: outagePolicy, delivery: delivery, templateLimits: limits.template)
    schedule = Locked(RuleSchedule(limits))
    let (groups, unreadableCount) = RuleRecord.memories(in: try storage.records(in: .ruleState, keyPrefix: []))
    if unreadableCount > 0 {
      logger.warning("Some state of rules cannot be read and is left out", metadata: ["records": "\(unreadableCount)"])
    }
    memories = Locked(groups)
  }

  /// Takes over the groups of a configuration. Groups and rules that are still the same go on as if nothing had happened.
  package func apply(_ groups: [RuleGroupSettings], _ defaults: RuleDefaults) {
    let now = surroundings.clock()
    let plans = RuleGroupPlan.plans(groups, defaults)
    surroundings.inputs.removeAll()
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
      tasks.addTask { await self.followClusters() }
      while !Task.isCancelled {
        for work in takeDue() {
          tasks.addTask { await self.perform(work.work, work.standings) }
        }
        let now = surroundings.clock()
        let due = schedule.withLock { $0.nextDue(now) } ?? .max
        let distance = due.subtractingReportingOverflow(now).partialValue
        await alarm.sleep(atMost: min(max(distance, 0), RuleManager.sleepMax))
      }
    }
    schedule.withLock { $0.endRuns() }
  }

  /// Does at once whatever is due, and waits for it, until nothing is: for tests and tools with a clock of their own.
  package func evaluateDue() async {
    while !Task.isCancelled {
      let work = takeDue()
      if work.isEmpty { return }
      await withDiscardingTaskGroup { tasks in
        for work in work { tasks.addTask { await self.perform(work.work, work.standings) } }
      }
    }
  }

  /// With how the clusters stand, by which it was found to be due: who delivers afterwards is late for it.
  private func takeDue() -> [(work: RuleSchedule.Work, standings: [ClusterStanding])] {
    let now = surroundings.clock()
    lazy var standings = surroundings.clusters.standings()
    let due = schedule.withLock { schedule in
      schedule.takeDue(now) { plan, timestamp in
        // Fast path: everyone has delivered.
        if standings.allSatisfy({ $0.isSettled(at: timestamp) }) { return true }
        let feeds = surroundings.inputs.feeds(plan.allSources, standings, on: surroundings.view(), now: now)
        return feeds.allSatisfy { $0.standing.isSettled(at: timestamp) }
      }
    }
    return due.map { ($0, standings) }
  }

  /// Wakes the loop when a cluster has delivered, if a group waits for that: how a fleet of hundreds stands is not looked
  /// up at each of its deliveries.
  private func followClusters() async {
    for await _ in surroundings.clusters.advances() {
      let now = surroundings.clock()
      if schedule.withLock({ $0.awaitsClusters(now) }) { alarm.ring() }
    }
  }

  private func perform(_ work: RuleSchedule.Work, _ standings: [ClusterStanding]) async {
    switch work {
    case .evaluate(let group, let slot, let missed, let isAtDeadline):
      surroundings.metrics.scheduled(group.key, missed: missed, isAtDeadline: isAtDeadline)
      await group.evaluate(slot, standings, claimed: claimed)
      schedule.withLock { schedule in
        if isAtDeadline { schedule.awaitLate(slot, of: group.key) }
        schedule.evaluated(group.key)
      }
    case .replay(let group, let run):
      await group.replay(run, standings)
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
