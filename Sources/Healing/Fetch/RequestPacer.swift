import Telemetry
import Threads

/// Spreads requests to all children over time.
final class RequestPacer: Sendable {
  /// When the next request may begin, on the clock that never jumps.
  private let next = Locked(0.0)

  /// Waits until it is the caller's turn.
  func turn(perSecond rate: Double) async throws(HealingError) {
    let now = Clock.monotonicSeconds()
    let start = next.withLock { next in
      let start = max(next, now)
      next = start + 1 / rate
      return start
    }
    do {
      try await Task.sleep(for: .seconds(start - now))
    } catch {
      throw HealingError(.canceled, "waiting for a turn to ask: canceled")
    }
  }
}
