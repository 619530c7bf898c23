import Logging
import Storage
import Telemetry
import Threads
import TimeSeries

extension RuleGroup {
  /// Evaluates every rule at `slot`. `claimed` gives the series that rules of any group write, to keep them from being
  /// marked stale because another rule wrote them before. Given up without a trace when the task is cancelled.
  func evaluate(
    _ slot: Timestamp, _ standings: [ClusterStanding], claimed: @Sendable () -> Set<SeriesID>
  ) async {
    let began = Clock.monotonicSeconds()
    let wallClock = surroundings.clock()
    resumeAlerts(at: slot)
    let opened = await open(slot, plan, standings)
    var (ruleSeconds, sampleCount) = (0.0, 0)
    for level in opened.plan.levels {
      let outcomes = await outcomes(of: level, opened)
      if Task.isCancelled { return }
      for outcome in await store(outcomes, opened) {
        ruleSeconds += outcome.rule.evaluationSeconds
        sampleCount += outcome.sampleCount
      }
    }
    await finish(opened, claimed)
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
    let began = Clock.monotonicSeconds()
    let isResumed = state.withLock { state in
      guard state.mustResume else { return false }
      state.mustResume = false
      guard let lastSlot = state.lastSlot else { return true }
      for index in state.rules.indices {
        guard case .alerting(let alerting) = state.rules[index].settings.kind else { continue }
        state.rules[index].memory.alerts = state.rules[index].memory.alerts.resumed(
          at: slot, lastSlot: lastSlot, interval: state.plan.interval, alerting.timing, surroundings.outagePolicy)
        state.rules[index].isUnsaved = true
      }
      return true
    }
    if isResumed { surroundings.metrics.restored(key, seconds: Clock.monotonicSeconds() - began) }
  }

  // MARK: A level

  /// Evaluates rules that need nothing of each other, on as many lanes as are free. In the order of `level`.
  private func outcomes(of level: [Int], _ slot: RuleSlot) async -> [RuleOutcome] {
    let lanes = surroundings.lanes.take(upTo: level.count - 1) + 1
    defer { surroundings.lanes.giveBack(lanes - 1) }
    guard lanes > 1 else { return await outcomes(inTurn: level, slot) }
    let outcomes = await withTaskGroup(of: [RuleOutcome].self) { tasks in
      for lane in 0..<lanes {
        let places = stride(from: lane, to: level.count, by: lanes).map { level[$0] }
        tasks.addTask { await self.outcomes(inTurn: places, slot) }
      }
      return await tasks.reduce(into: []) { $0 += $1 }
    }
    return outcomes.sorted { $0.place < $1.place }
  }

  private func outcomes(inTurn places: [Int], _ slot: RuleSlot) async -> [RuleOutcome] {
    var outcomes: [RuleOutcome] = []
    outcomes.reserveCapacity(places.count)
    let evaluator = evaluator(slot)
    for place in places {
      if Task.isCancelled { break }
      outcomes.append(await outcome(of: place, slot, evaluator))
    }
    return outcomes
  }

  private func outcome(of place: Int, _ slot: RuleSlot, _ evaluator: RuleEvaluator) async -> RuleOutcome {
    let began = Clock.monotonicSeconds()
    var rule = state.withLock { $0.rules[place] }
    rule.lastEvaluation = surroundings.clock()
    let result: Result<RuleOutput, RuleError>
    do throws(RuleError) {
      result = .success(try await evaluator.output(of: &rule, coverage(of: place, slot)))
    } catch {
      result = .failure(error)
    }
    rule.evaluationSeconds = Clock.monotonicSeconds() - began
    return RuleOutcome(place: place, rule: rule, result: result)
  }

  /// Stores what a level gave, in one batch, in the order of the rules.
  private func store(_ outcomes: [RuleOutcome], _ slot: RuleSlot) async -> [RuleOutcome] {
    var outcomes = outcomes
    var batch = SampleBatch()
    batch.reserveCapacity(outcomes.reduce(0) { $0 + $1.sampleCount })
    for index in outcomes.indices { outcomes[index].put(in: &batch, at: slot.timestamp, key) }
    do throws(StorageError) {
      let result = try await append(batch)
      for index in outcomes.indices {
        outcomes[index].stored()
        if result.refusedCount > 0 { outcomes[index].refused(result, batch) }
      }
    } catch {
      for index in outcomes.indices { outcomes[index].notStored(error) }
    }
    for index in outcomes.indices { conclude(&outcomes[index], slot) }
    let concluded = outcomes
    state.withLock { state in
      for outcome in concluded { state.rules[outcome.place] = outcome.rule }
    }
    return outcomes
  }

  private func conclude(_ outcome: inout RuleOutcome, _ slot: RuleSlot) {
    // Also of what storage did not take: a full disk is no reason to keep silent. And also after a failure, which knows
    // nothing new: what fired fires on, and no Alertmanager may take the silence for its end.
    if !outcome.rule.isRecording {
      surroundings.delivery.deliver(&outcome.rule, at: slot.slot, interval: slot.plan.interval)
    }
    switch outcome.result {
    case .success:
      outcome.rule.health = .ok
      outcome.rule.lastError = ""
    case .failure(let error):
      outcome.rule.health = .failed
      outcome.rule.lastError = error.description
      surroundings.logger.warning(
        "Evaluating rule failed",
        metadata: [
          "group": "\(key.name)", "file": "\(key.file)", "rule": "\(outcome.rule.settings.name)", "err": "\(error)",
        ])
    }
    surroundings.metrics.evaluatedRule(
      key, seconds: outcome.rule.evaluationSeconds, failed: outcome.rule.health == .failed)
  }
}
