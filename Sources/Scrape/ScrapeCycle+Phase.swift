import Telemetry
import TimeSeries

/// When the child is scraped, and what its bodies say of when it should be.
extension ScrapeCycle {
  /// Where its ticks lie as long as nothing is known of its rules.
  var phase: ScrapePhase {
    guard settings.config.isFederation, let identity else {
      return ScrapePhase(settings.target, seed: settings.phaseSeed)
    }
    return ScrapePhase(
      job: settings.config.jobName, cluster: identity.cluster, seed: settings.phaseSeed,
      interval: settings.target.scrapeInterval)
  }

  var ticks: ScrapeTicks {
    ScrapeTicks(interval: settings.target.scrapeInterval, offset: context.phases.offset(phase))
  }

  private var followsPhase: Bool {
    settings.config.isFederation && settings.config.honorTimestamps && settings.config.phase.follows
  }

  /// Takes note of when the rule groups ran whose samples the body brought.
  mutating func notePhase(_ report: ScrapeReport, wasAsked: Bool) {
    guard settings.config.isFederation, settings.config.honorTimestamps, report.error == nil else { return }
    if let lag = report.lag { skew.note(sample: report.time - lag, at: answeredAt) }
    let groups = cache.ruleGroups(atMost: settings.config.phase.groupsMax)
    let skipped = skippedSlots.note(groups, wasAsked: wasAsked)
    if skipped > 0 { context.metrics.skippedSlots[clusterName].add(skipped) }
    let phase = phase
    if let followed = followedPhase, followed != phase || !followsPhase { forgetPhase() }
    guard followsPhase else { return }
    followedPhase = phase
    let seen = groups.compactMap { RuleGroupPhase($0, at: askedAt, skew: skew.estimate ?? 0) }
    context.phases.note(seen, of: child, at: tick, in: phase, settings.config.phase)
  }

  mutating func forgetPhase() {
    if let followedPhase { context.phases.forget(child, followedPhase) }
    followedPhase = nil
  }

  /// What people see of it.
  var phaseStatus: PhaseStatus {
    PhaseStatus(offset: ticks.offset, stage: context.phases.stage(phase).rawValue)
  }
}
