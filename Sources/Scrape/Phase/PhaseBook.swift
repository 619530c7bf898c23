import Threads
import TimeSeries

/// The phases of all children whose rules are followed. Replicas of a cluster share one, so that they are scraped at one
/// tick.
final class PhaseBook: Sendable {
  private let locks = Locked<[ScrapePhase: PhaseLock]>([:])

  /// Where the ticks of those that share `phase` lie now.
  func offset(_ phase: ScrapePhase) -> Milliseconds { locks.withLock { $0[phase]?.offset } ?? phase.offset }

  func stage(_ phase: ScrapePhase) -> PhaseLock.Stage { locks.withLock { $0[phase]?.stage } ?? .spread }

  /// As ``PhaseLock/note(_:of:at:)``.
  func note(
    _ seen: [RuleGroupPhase], of child: ObjectIdentifier, at tick: Timestamp, in phase: ScrapePhase,
    _ settings: PhaseSettings
  ) {
    locks.withLock { locks in
      // Other settings begin anew.
      if let lock = locks[phase], lock.settings != settings { locks[phase] = nil }
      locks[phase, default: PhaseLock(phase, settings)].note(seen, of: child, at: tick)
    }
  }

  /// Forgets a child that is gone or has another phase now.
  func forget(_ child: ObjectIdentifier, _ phase: ScrapePhase) {
    locks.withLock { locks in
      locks[phase]?.forget(child)
      if locks[phase]?.isEmpty == true { locks[phase] = nil }
    }
  }
}
