import Logging
import Storage
import Telemetry
import Threads
import TimeSeries

/// A group that is evaluated slot by slot, its rules in order, each stored before the next one reads.
///
/// *Invariants:* evaluations, retirement and changes of the plan do not overlap; ``RuleManager`` sees to that. The status may
/// be read at any time, from any task.
final class RuleGroup: Sendable {
  /// What groups share.
  struct Surroundings: Sendable {
    var query: RuleQuery
    var storage: any Appendable
    var metrics: RuleMetrics
    var logger: Logger
    var clock: @Sendable () -> Timestamp
    var outagePolicy: OutagePolicy
    var delivery: AlertDelivery
  }

  private struct State {
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
  private let surroundings: Surroundings
  private let state: Locked<State>

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
}

// Evaluation.
extension RuleGroup {
  /// Evaluates every rule at `slot`. `claimed` gives the series that rules of any group write, to keep them from being
  /// marked stale because another rule wrote them before. Given up without a trace when the task is cancelled.
  func evaluate(_ slot: Timestamp, claimed: @Sendable () -> Set<SeriesID>) async {
    let began = Clock.monotonicSeconds()
    let wallClock = surroundings.clock()
    let plan = state.withLock { $0.plan }
    resumeAlerts(at: slot)
    var (ruleSeconds, sampleCount) = (0.0, 0)
    for index in plan.settings.rules.indices {
      let (seconds, count) = await evaluateRule(at: index, slot, plan)
      if Task.isCancelled { return }
      ruleSeconds += seconds
      sampleCount += count
    }
    await finish(slot, plan, claimed)
    let seconds = Clock.monotonicSeconds() - began
    state.withLock { state in
      state.evaluationSeconds = seconds
      state.lastEvaluation = wallClock
      state.lastSlot = slot
    }
    surroundings.metrics.evaluated(
      key, at: wallClock, seconds: seconds, ruleSeconds: ruleSeconds, sampleCount: sampleCount)
  }

  private func resumeAlerts(at slot: Timestamp) {
    state.withLock { state in
      guard state.mustResume else { return }
      state.mustResume = false
      guard let lastSlot = state.lastSlot else { return }
      for index in state.rules.indices {
        guard case .alerting(let alerting) = state.rules[index].settings.kind else { continue }
        state.rules[index].memory.alerts = state.rules[index].memory.alerts.resumed(
          at: slot, lastSlot: lastSlot, interval: state.plan.interval, alerting.timing, surroundings.outagePolicy)
        state.rules[index].isUnsaved = true
      }
    }
  }

  private func evaluateRule(
    at index: Int, _ slot: Timestamp, _ plan: RuleGroupPlan
  ) async -> (seconds: Double, sampleCount: Int) {
    let began = Clock.monotonicSeconds()
    var rule = state.withLock { $0.rules[index] }
    rule.lastEvaluation = surroundings.clock()
    var sampleCount = 0
    do {
      sampleCount = try await answerAndStore(&rule, slot, plan)
      rule.health = .ok
      rule.lastError = ""
    } catch {
      if Task.isCancelled { return (0, 0) }
      note(error, in: &rule)
    }
    rule.evaluationSeconds = Clock.monotonicSeconds() - began
    surroundings.metrics.evaluatedRule(key, seconds: rule.evaluationSeconds, failed: rule.health == .failed)
    state.withLock { $0.rules[index] = rule }
    return (rule.evaluationSeconds, sampleCount)
  }

  /// How many samples the rule gave.
  private func answerAndStore(
    _ rule: inout RuleProgress, _ slot: Timestamp, _ plan: RuleGroupPlan
  ) async throws(RuleError) -> Int {
    let timestamp = slot - plan.queryOffset
    let evaluator = RuleEvaluator(
      query: surroundings.query, storage: surroundings.storage, externalLabels: plan.externalLabels,
      limit: plan.settings.limit)
    let output = try await evaluator.output(of: &rule, slot: slot, timestamp: timestamp)
    // Also of what storage does not take: a full disk is no reason to keep silent.
    defer { surroundings.delivery.deliver(&rule, at: slot, interval: plan.interval) }
    try await store(output, of: &rule, at: timestamp)
    return output.rows.count
  }

  /// Samples, stale markers and what the rule must remember, in one batch.
  private func store(
    _ output: RuleOutput, of rule: inout RuleProgress, at timestamp: Timestamp
  ) async throws(RuleError) {
    var batch = output.batch(at: timestamp, previous: rule.memory.outputs)
    let memory = RuleMemory(outputs: output.series, alerts: output.alerts)
    let isChanged =
      memory.outputs != rule.memory.outputs || memory.alerts.hasTransition(since: rule.memory.alerts)
    if isChanged || rule.isUnsaved { batch.records.append(RuleRecord.change(key, rule.identity, memory)) }
    let result: AppendResult
    do {
      result = try await append(batch)
    } catch {
      rule.memory.alerts = output.alerts
      rule.isUnsaved = true
      throw error
    }
    rule.memory = memory
    rule.isUnsaved = false
    guard result.refusedCount > 0 else { return }
    throw RuleError(
      .refusedSamples,
      "storage refused \(result.refusedCount) of \(batch.count) samples: \(result.duplicateTimestampCount) with another "
        + "value at the same timestamp, \(result.tooOldCount) too old, \(result.tooFarAheadCount) too far ahead")
  }

  private func append(_ batch: SampleBatch) async throws(RuleError) -> AppendResult {
    guard !batch.isEmpty else { return AppendResult() }
    do {
      return try await surroundings.storage.append(batch)
    } catch {
      throw RuleError(.storage, error.description)
    }
  }

  private func note(_ error: RuleError, in rule: inout RuleProgress) {
    rule.health = .failed
    rule.lastError = error.description
    surroundings.logger.warning(
      "Evaluating rule failed",
      metadata: ["group": "\(key.name)", "file": "\(key.file)", "rule": "\(rule.settings.name)", "err": "\(error)"])
  }
}

// Ends: of a slot, and of the group.
extension RuleGroup {
  /// Marks stale what former rules wrote, and writes down that the slot is done.
  private func finish(_ slot: Timestamp, _ plan: RuleGroupPlan, _ claimed: () -> Set<SeriesID>) async {
    let orphans = state.withLock { $0.orphans }
    var batch = staleMarkers(for: orphans, at: slot - plan.queryOffset, claimed)
    batch.records.append(RuleRecord.change(key, interval: plan.interval, lastSlot: slot))
    do {
      _ = try await append(batch)
      state.withLock { state in
        for identity in orphans.keys { state.orphans[identity] = nil }
      }
    } catch {
      surroundings.logger.warning(
        "Storing the state of a rule group failed", metadata: ["group": "\(key.text)", "err": "\(error)"])
    }
  }

  /// Ends the group: everything it wrote becomes stale, and what it knew is forgotten. False if storage did not take it.
  func retire(at now: Timestamp, claimed: @Sendable () -> Set<SeriesID>) async -> Bool {
    let (plan, orphans) = state.withLock { state in
      var all = state.orphans
      for rule in state.rules { all[rule.identity] = rule.memory.outputs }
      return (state.plan, all)
    }
    let timestamp = plan.schedule.slot(atOrBefore: now) - plan.queryOffset
    var batch = staleMarkers(for: orphans, at: timestamp, claimed)
    batch.records.append(RuleRecord.deletion(key))
    do {
      _ = try await append(batch)
      surroundings.metrics.forget(key)
      state.withLock { state in
        state.orphans = [:]
        for index in state.rules.indices { state.rules[index].memory = RuleMemory() }
      }
      return true
    } catch {
      surroundings.logger.warning(
        "Marking the series of a removed rule group stale failed",
        metadata: ["group": "\(key.text)", "err": "\(error)"])
      return false
    }
  }

  /// Markers for the series of `orphans` that no rule writes now, and the deletion of their records.
  private func staleMarkers(
    for orphans: [RuleIdentity: [SeriesID]], at timestamp: Timestamp, _ claimed: () -> Set<SeriesID>
  ) -> SampleBatch {
    var batch = SampleBatch()
    guard !orphans.isEmpty else { return batch }
    var marked = claimed()
    for (identity, outputs) in orphans {
      for series in outputs where marked.insert(series).inserted {
        batch.append(series, timestamp, StaleMarker.value)
      }
      batch.records.append(RuleRecord.deletion(key, identity))
    }
    return batch
  }
}
