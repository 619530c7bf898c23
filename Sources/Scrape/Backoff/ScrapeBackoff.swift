import TimeSeries

/// How long a child that suffers is left alone.
///
/// Pure: outcomes of scrapes go in, and which ticks are left out comes out. One bad scrape changes nothing, unless the
/// child itself says when to come back; one good scrape ends it.
struct ScrapeBackoff: Sendable, Equatable {
  enum Outcome: Equatable {
    case well
    /// Good, but it took most of its timeout.
    case slow
    /// Too slow, or an answer that says that the server can not.
    ///
    /// - Parameter retryAfter: how long it asked to be left alone.
    case suffered(retryAfter: Milliseconds?)
    /// Failed for a reason that waiting does not mend, or not at its server's cost.
    case failed
  }

  /// Of the interval between scrapes, a power of two.
  private static let levelMax = 10

  private var sufferedInARow = 0
  private(set) var heldUntil: Timestamp = .min
  /// Whether its last scrape was good, though slow.
  private(set) var isOnlySlow = false

  /// Whether the child is not asked at `tick`.
  func holds(_ tick: Timestamp) -> Bool { tick < heldUntil }

  /// Takes note of what became of the scrape at `tick`.
  mutating func note(_ outcome: Outcome, at tick: Timestamp, interval: Milliseconds, _ settings: BackoffSettings) {
    isOnlySlow = outcome == .slow
    switch outcome {
    case .well, .failed: self = ScrapeBackoff()
    // At least every second slot comes of a child that does what it can.
    case .slow: suffer(at: tick, interval, settings, levelMax: 1)
    case .suffered(let retryAfter):
      suffer(at: tick, interval, settings, levelMax: ScrapeBackoff.levelMax)
      if let retryAfter { heldUntil = Swift.max(heldUntil, tick + min(retryAfter, settings.max)) }
    }
  }

  private mutating func suffer(
    at tick: Timestamp, _ interval: Milliseconds, _ settings: BackoffSettings, levelMax: Int
  ) {
    sufferedInARow += 1
    let level = min(sufferedInARow - settings.after + 1, levelMax)
    guard level > 0 else { return }
    heldUntil = tick + min(interval << level, settings.max)
  }
}

extension ScrapeBackoff {
  /// A scrape that takes more than this part of its timeout is slow.
  private static let slowShare = 0.75

  /// What a scrape says of how its child is.
  static func outcome(_ report: ScrapeReport, timeout: Milliseconds) -> Outcome {
    guard let error = report.error, error.reason != .truncatedBody else {
      return report.durationSeconds * 1000 > slowShare * Double(timeout) ? .slow : .well
    }
    switch error.reason {
    case .timeout, .stalled: return .suffered(retryAfter: nil)
    case .httpStatus where error.status == 429 || error.status >= 500: return .suffered(retryAfter: error.retryAfter)
    default: return .failed
    }
  }
}
