import TimeSeries

/// How long to wait after failures: longer after each, and never for the same time as the others.
struct RetryPause {
  private let least: Milliseconds
  private let most: Milliseconds
  private var next: Milliseconds

  init(least: Milliseconds, most: Milliseconds) {
    (self.least, self.most, next) = (least, most, least)
  }

  mutating func reset() { next = least }

  /// The pause after one more failure: up to a quarter less than its turn, so that many do not come back at once.
  mutating func afterFailure() -> Milliseconds {
    defer { next = min(most, next * 2) }
    return next - Milliseconds.random(in: 0...(next / 4))
  }
}
