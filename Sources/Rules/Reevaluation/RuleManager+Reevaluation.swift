import Logging
package import Storage
import Threads
import TimeSeries

extension RuleManager {
  /// Evaluates again what samples that came in late have changed: the recording rules that read them, directly or by other
  /// rules' outputs, in order of dependency, at every past slot that sees them. Missing slots are filled; what had been
  /// recorded of incomplete inputs is replaced if they are more complete now; everything else stays as it was served.
  /// Alerts are not evaluated.
  ///
  /// The clusters must no longer count as absent in the range when this is called. It waits for its turn between the
  /// slots of the present, so it may take long, and needs ``run()``.
  package func reevaluate(_ changes: ChangedInputs) async -> ReevaluationTally {
    var tally = ReevaluationTally()
    await dropSurplusCorrections()
    let plans = schedule.withLock { $0.plans }
    surroundings.inputs.removeAll()
    for index in GroupOrder(plans).sorted {
      guard let run = run(of: plans[index], changes) else { continue }
      guard schedule.withLock({ $0.enqueue(run, of: plans[index].key) }) else { continue }
      alarm.ring()
      await run.wait()
      tally += run.tally
    }
    return tally
  }

  /// The slots of a group that see the changes, and its rules that read them; `nil` if there are none.
  private func run(of plan: RuleGroupPlan, _ changes: ChangedInputs) -> ReplayRun? {
    var reach: Milliseconds = 0
    var rules: Set<RuleIdentity> = []
    for (identity, sources) in zip(RuleIdentity.identities(of: plan.settings.rules), plan.sources) {
      let touched = sources.filter { changes.touches($0) && feeds($0, changes.clusters) }
      guard let longest = touched.map(\.reach).max() else { continue }
      rules.insert(identity)
      reach = max(reach, longest)
    }
    guard !rules.isEmpty else { return nil }
    let (first, last) = slots(of: plan, changes.range, reach: reach)
    guard first <= last else { return nil }
    return ReplayRun(first...last, interval: plan.interval, rules: rules)
  }

  /// Whether any of the clusters has series that the selector matches.
  private func feeds(_ selector: RuleInputs.Selector, _ clusters: Set<String>) -> Bool {
    let standings = surroundings.clusters.standings().filter { clusters.contains($0.name) }
    let feeds = surroundings.inputs.feeds(
      [selector], standings, on: surroundings.view(), now: surroundings.clock())
    return !feeds.isEmpty
  }

  private func slots(
    of plan: RuleGroupPlan, _ range: ClosedRange<Timestamp>, reach: Milliseconds
  ) -> (first: Timestamp, last: Timestamp) {
    // Slots that are still to come see the samples anyway; one that is being evaluated may not.
    let evaluated = schedule.withLock { $0.newestTaken(of: plan) }
    let first = plan.schedule.slot(after: range.lowerBound - 1 + plan.queryOffset)
    let end = range.upperBound + reach + surroundings.query.lookback + plan.queryOffset
    return (first, min(evaluated, plan.schedule.slot(atOrBefore: end)))
  }

  /// The values that were replaced, oldest slot first: the last ``CorrectionRecord/countMax`` slots of them.
  package func corrections() throws(StorageError) -> [RecordedCorrection] {
    let storage = surroundings.storage
    return CorrectionRecord.corrections(
      in: try storage.records(in: .corrections, keyPrefix: []), labels: storage.labels(of:))
  }

  private func dropSurplusCorrections() async {
    var batch = SampleBatch()
    do throws(StorageError) {
      batch.records = CorrectionRecord.surplus(
        of: try surroundings.storage.records(in: .corrections, keyPrefix: []))
      if !batch.isEmpty { _ = try await surroundings.storage.append(batch) }
    } catch {
      surroundings.logger.warning("Deleting old corrections of recorded samples failed", metadata: ["err": "\(error)"])
    }
  }
}
