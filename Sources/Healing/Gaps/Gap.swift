package import TimeSeries

/// A time for which no replica of a cluster delivered, on the sample clock.
package struct Gap: Sendable, Hashable {
  /// The newest sample that had been delivered before.
  package var from: Timestamp
  /// The newest sample of the first delivery after.
  package var until: Timestamp
  /// Up to here nothing is missing any more that a child has; at first ``from``.
  package var healedThrough: Timestamp
  /// Iapetus's clock.
  package var noticedAt: Timestamp

  package init(from: Timestamp, until: Timestamp, noticedAt: Timestamp) {
    self.from = from
    self.until = until
    healedThrough = from
    self.noticedAt = noticedAt
  }

  var isHealed: Bool { healedThrough >= until }

  /// What to ask for next: at most `length`, and at the gap's beginning `margin` more, for series that were just being
  /// written when the last delivery came.
  func nextSlice(length: Milliseconds, margin: Milliseconds) -> ClosedRange<Timestamp> {
    let start = healedThrough == from ? from - margin : healedThrough + 1
    return start...max(start, min(until, healedThrough + length))
  }
}
