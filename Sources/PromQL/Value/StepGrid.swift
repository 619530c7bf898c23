package import TimeSeries

/// The timestamps at which an expression is evaluated: `start`, `start + step`, …; `count` of them.
package struct StepGrid: Hashable, Sendable {
  package var start: Timestamp
  package var step: Milliseconds
  package var count: Int

  package init(start: Timestamp, step: Milliseconds, count: Int) {
    precondition(step > 0 && count >= 0, "a grid of \(count) steps of \(step) ms")
    self.start = start
    self.step = step
    self.count = count
  }

  /// The grid of an instant query.
  package init(at timestamp: Timestamp) { self.init(start: timestamp, step: 1, count: 1) }

  /// Every `step` from `start` on, up to and including `through`.
  package init(from start: Timestamp, through end: Timestamp, step: Milliseconds) {
    // As unsigned numbers, the ends of time are no further from each other than there are numbers.
    let steps = end < start ? nil : UInt64(bitPattern: end &- start) / UInt64(step)
    self.init(start: start, step: step, count: steps.map { Int(min($0, UInt64(Int.max - 1))) + 1 } ?? 0)
  }

  /// The multiples of `step` in (`after`, `through`].
  package init(multiplesOf step: Milliseconds, after: Timestamp, through end: Timestamp) {
    let quotient = after >= 0 ? after / step : (after - step + 1) / step
    self.init(from: (quotient + 1) * step, through: end, step: step)
  }

  @inline(__always)
  package subscript(index: Int) -> Timestamp { start &+ Timestamp(index) &* step }

  package var last: Timestamp { self[Swift.max(0, count - 1)] }
}
