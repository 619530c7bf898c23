import TimeSeries

/// The moments at which a child is scraped: one interval apart, at an offset that may move.
///
/// *Invariant:* two ticks lie at most one interval apart and, while the offset moves, no less than three quarters of it.
/// So no slot of the child falls between two scrapes, and one interval never sees two of them.
struct ScrapeTicks: Sendable {
  let interval: Milliseconds
  /// Of the ticks behind a multiple of the interval.
  var offset: Milliseconds

  /// The first tick after `now`.
  func tick(after now: Timestamp) -> Timestamp { now - (now - offset).modulo(interval) + interval }

  /// The tick that follows one that was taken. It comes early where the offset has moved, never late.
  func next(after tick: Timestamp) -> Timestamp {
    let due = tick + interval
    return max(due - (due - offset).modulo(interval), tick + interval - interval / 4)
  }
}

extension Milliseconds {
  /// The remainder that is never below 0.
  func modulo(_ divisor: Milliseconds) -> Milliseconds {
    let rest = self % divisor
    return rest < 0 ? rest + divisor : rest
  }
}
