import Logging
import Storage
import Threads
import TimeSeries

/// Slots of the past: missed ones, and ones whose inputs have been healed.
///
/// Only recording rules are evaluated. What was recorded of complete inputs never changes; what was recorded of incomplete
/// ones is replaced when they are more complete; what is missing is filled in. Alerts are not evaluated: nothing fires
/// for the past.
extension RuleGroup {
  /// Does the next slot of the run.
  func replay(_ run: ReplayRun, _ standings: [ClusterStanding]) async {
    guard let slot = run.next else { return }
    var tally = ReevaluationTally()
    let opened = await open(slot, plan, standings)
    for level in opened.plan.levels {
      var correction = Correction(at: opened.timestamp)
      for place in level {
        if Task.isCancelled { return }
        await replay(place, opened, run, &correction, &tally)
      }
      await store(correction, &tally)
    }
    run.advance(tally)
    surroundings.metrics.replayed(key, isHealed: run.rules != nil)
    surroundings.metrics.replaced(key, sampleCount: tally.replacedCount)
  }

  private func replay(
    _ place: Int, _ slot: RuleSlot, _ run: ReplayRun, _ correction: inout Correction, _ tally: inout ReevaluationTally
  ) async {
    var rule = state.withLock { $0.rules[place] }
    guard rule.isRecording, run.rules?.contains(rule.identity) ?? true else { return }
    do {
      let recorded = try RecordedSamples(
        of: rule.settings, in: key, at: slot.timestamp, interval: slot.plan.interval, view: surroundings.view(),
        storage: surroundings.storage)
      let coverage = coverage(of: place, slot)
      guard isWorthwhile(rule, recorded, coverage) else {
        return run.note(recorded.alive, of: rule.identity)
      }
      tally.evaluationCount += 1
      let output = try await evaluator(slot).output(of: &rule, coverage)
      let known = run.outputs(of: rule.identity).union(rule.memory.outputs)
      correction.add(
        output.rows, recorded, known, mayReplace: recorded.coverage != nil,
        next: isFollowed(slot, run, rule, recorded) ? slot.timestamp + slot.plan.interval : nil)
      run.note(Set(output.rows.map(\.series)), of: rule.identity)
    } catch {
      tally.failureCount += 1
      surroundings.logger.warning(
        "Evaluating rule for the past failed",
        metadata: ["group": "\(key.text)", "rule": "\(rule.settings.name)", "err": "\(error)"])
    }
  }

  /// Whether evaluating the rule now could give more than what is recorded.
  private func isWorthwhile(_ rule: RuleProgress, _ recorded: RecordedSamples, _ coverage: SlotCoverage) -> Bool {
    if let known = recorded.coverage, known >= coverage.ratio { return false }
    // What a rule withholds or repeats while a cluster is missing is a matter of the present.
    let isRecordedPartial = rule.settings.onMissing == .record && plan.settings.partialResponse == .warn
    return coverage.missing.isEmpty || isRecordedPartial
  }

  /// Whether the slot after this one was evaluated before it, so that nobody else will end what ends here.
  private func isFollowed(_ slot: RuleSlot, _ run: ReplayRun, _ rule: RuleProgress, _ recorded: RecordedSamples) -> Bool
  {
    guard run.isOnLastSlot, let lastSlot, slot.slot + slot.plan.interval <= lastSlot else { return false }
    return rule.settings.onMissing == .record || recorded.coverageAfter.map { $0 >= 1 } ?? true
  }

  private func store(_ correction: Correction, _ tally: inout ReevaluationTally) async {
    do throws(StorageError) {
      tally.filledCount += try await append(correction.filling).storedCount
      tally.replacedCount += try await append(correction.replacing(in: key)).replacedCount
    } catch {
      tally.failureCount += 1
      surroundings.logger.warning(
        "Storing recorded samples of the past failed", metadata: ["group": "\(key.text)", "err": "\(error)"])
    }
  }
}
