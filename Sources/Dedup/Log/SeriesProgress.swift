package import TimeSeries

/// What is remembered of one series of a replica between bodies.
package struct SeriesProgress: Sendable {
  var clock: SlotClock
  /// When the replica's newest sample passes this and the series has not gone on, its next slots are given up.
  var quietUntil: Timestamp = .max
  /// Whether what comes through that moment is late.
  var isQuiet = false

  /// The distance between samples; 0 until it is known.
  package var period: Milliseconds { Milliseconds(clock.period) }

  /// - Parameters:
  ///   - period: as far as it is known; 0 if it is not.
  ///   - quietThrough: through when its slots are given up.
  package init(period: Milliseconds = 0, quietThrough: Timestamp? = nil) {
    clock = SlotClock(period: period)
    guard let quietThrough else { return }
    quietUntil = quietThrough
    isQuiet = true
  }

  /// What comes at or before this moment comes late, as the series has been that far.
  mutating func closeThrough(_ time: Timestamp) {
    quietUntil = isQuiet ? max(quietUntil, time) : time
    isQuiet = true
  }
}
