import Logging
import Storage
import Telemetry
import Template
import Threads
import TimeSeries

/// A group that is evaluated slot by slot: one frozen view of storage for all of its rules, level by level, each level
/// stored before the next one reads.
///
/// *Invariants:* evaluations, replays, retirement and changes of the plan do not overlap; ``RuleManager`` sees to that. The
/// status may be read at any time, from any task.
final class RuleGroup: Sendable {
  /// What groups share.
  struct Surroundings: Sendable {
    var query: RuleQuery
    /// The deduplicated view; asked for anew each time, for it may change with the configuration.
    var view: @Sendable () -> any Queryable
    var storage: any Appendable
    var clusters: ClusterWatch
    var inputs = InputClusters()
    var lanes: EvaluationLanes
    var metrics: RuleMetrics
    var logger: Logger
    var clock: @Sendable () -> Timestamp
    var outagePolicy: OutagePolicy
    var delivery: AlertDelivery
    var templateLimits: TemplateLimits
  }

  struct State {
    var plan: RuleGroupPlan
    var rules: [RuleProgress]
    /// What rules wrote that are no longer there: to be marked stale.
    var orphans: [RuleIdentity: [SeriesID]]
    var lastSlot: Timestamp?
    /// Whether alerts still are as they were before the server's last start.
    var mustResume: Bool
    var evaluationSeconds = 0.0
    var lastEvaluation: Timestamp?
  }

  let key: RuleGroupKey
  let surroundings: Surroundings
  let state: Locked<State>

  /// A group that picks up where `memory` ends, if there is one.
  init(_ plan: RuleGroupPlan, memory: GroupMemory?, _ surroundings: Surroundings) {
    key = plan.key
    self.surroundings = surroundings
    var orphans = memory?.rules ?? [:]
    let rules = zip(plan.settings.rules, RuleIdentity.identities(of: plan.settings.rules)).map { rule, identity in
      RuleProgress(rule, identity, orphans.removeValue(forKey: identity) ?? RuleMemory())
    }
    state = Locked(
      State(
        plan: plan, rules: rules, orphans: orphans.mapValues(\.outputs), lastSlot: memory?.lastSlot,
        mustResume: memory != nil))
  }

  /// Takes on new settings. Rules that are still the same keep what they know.
  func adopt(_ plan: RuleGroupPlan) {
    state.withLock { state in
      var old = Dictionary(state.rules.map { ($0.identity, $0) }) { first, _ in first }
      state.rules = zip(plan.settings.rules, RuleIdentity.identities(of: plan.settings.rules)).map { rule, identity in
        guard let known = old.removeValue(forKey: identity) else {
          // A rule may come back before its outputs were marked.
          return RuleProgress(rule, identity, RuleMemory(outputs: state.orphans.removeValue(forKey: identity) ?? []))
        }
        return known.with(rule)
      }
      for (identity, gone) in old { state.orphans[identity] = gone.memory.outputs }
      state.plan = plan
    }
    surroundings.metrics.describe(key, plan)
  }

  var plan: RuleGroupPlan { state.withLock { $0.plan } }
  var lastSlot: Timestamp? { state.withLock { $0.lastSlot } }

  /// Every series that a rule of this group wrote at its last evaluation.
  var outputs: [SeriesID] { state.withLock { $0.rules.flatMap(\.memory.outputs) } }

  var status: RuleGroupStatus {
    state.withLock { state in
      RuleGroupStatus(
        name: key.name, file: key.file, interval: state.plan.interval, queryOffset: state.plan.queryOffset,
        limit: state.plan.settings.limit, rules: state.rules.map(\.status),
        evaluationSeconds: state.evaluationSeconds, lastEvaluation: state.lastEvaluation)
    }
  }

  // MARK: What a slot sees

  /// The slot with everything frozen that its rules will select, but for what the group itself writes meanwhile.
  func open(_ slot: Timestamp, _ plan: RuleGroupPlan, _ standings: [ClusterStanding]) async -> RuleSlot {
    let live = surroundings.view()
    let requests = await requests(at: slot - plan.queryOffset, plan)
    // If it cannot be read now, each rule meets the error itself.
    let view: any Queryable = (try? SlotView(freezing: requests, of: live)) ?? live
    return RuleSlot(slot: slot, plan: plan, view: view, standings: standings)
  }

  private func requests(at timestamp: Timestamp, _ plan: RuleGroupPlan) async -> Set<SelectRequest> {
    let recorded = plan.settings.rules.flatMap(RuleLevels.names)
    var requests: Set<SelectRequest> = []
    var memory = state.withLock { $0.rules.map(\.requests) }
    for place in memory.indices {
      let found = await memory[place].at(
        timestamp, of: plan.settings.rules[place], plan.inputs[place], surroundings.query)
      requests.formUnion(found)
    }
    let known = memory
    state.withLock { state in
      for place in known.indices where place < state.rules.count { state.rules[place].requests = known[place] }
    }
    guard plan.levels.count > 1 else { return requests }
    return requests.filter { request in
      let selector = RuleInputs.Selector(matchers: request.matchers, reach: 0)
      return !recorded.contains(where: selector.canRead)
    }
  }

  /// How complete the inputs of a rule are.
  func coverage(of place: Int, _ slot: RuleSlot) -> SlotCoverage {
    if slot.standings.isEmpty { return SlotCoverage() }
    let feeds = surroundings.inputs.feeds(
      slot.plan.sources[place], slot.standings, on: slot.view, now: surroundings.clock())
    var coverage = SlotCoverage(feeds, at: slot.timestamp)
    coverage.inputRatio = slot.plan.recorded[place].ratio(
      at: slot.timestamp, lookback: surroundings.query.lookback, in: surroundings.view())
    return coverage
  }

  func evaluator(_ slot: RuleSlot) -> RuleEvaluator {
    RuleEvaluator(
      query: surroundings.query, view: slot.view, storage: surroundings.storage, key: key,
      externalLabels: slot.plan.externalLabels, externalURL: slot.plan.externalURL, limit: slot.plan.settings.limit,
      partialResponse: slot.plan.settings.partialResponse, interval: slot.plan.interval, slot: slot.slot,
      timestamp: slot.timestamp,
      expansions: ExpansionRules(
        limits: surroundings.templateLimits,
        noteFailure: { [metrics = surroundings.metrics, key] in metrics.failedExpansion(key, $0) }))
  }

  /// The clock was set back: goes on at `slot`, which is before the last one. Alerts count from there on what they had
  /// waited, and are told anew.
  func followClock(back distance: Milliseconds, to slot: Timestamp) {
    state.withLock { state in
      state.lastSlot = nil
      for index in state.rules.indices {
        state.rules[index].memory.alerts = state.rules[index].memory.alerts.moved(notAfter: slot)
        state.rules[index].isUnsaved = true
      }
    }
    surroundings.logger.warning(
      "The clock was set back behind slots that were evaluated; going on with the present, and what is stored stays",
      metadata: ["group": "\(key.name)", "file": "\(key.file)", "by": "\(PromDuration.text(distance))"])
  }

  /// Missed slots that will not be made up.
  func abandoned(_ slotCount: Int) {
    if slotCount > 0 { surroundings.metrics.abandoned(key, slotCount: slotCount) }
  }

  func append(_ batch: SampleBatch) async throws(StorageError) -> AppendResult {
    batch.isEmpty ? AppendResult() : try await surroundings.storage.append(batch)
  }
}
