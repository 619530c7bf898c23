package import TimeSeries

/// What is remembered of one series of a replica between bodies.
package struct SeriesProgress: Sendable {
  var clock: SlotClock
  /// When the replica's newest sample passes this and the series has not gone on, its next slots are given up.
  var quietUntil: Timestamp = .max

  /// The distance between samples; 0 until it is known.
  package var period: Milliseconds { Milliseconds(clock.period) }

  /// - Parameter period: as far as it is known; 0 if it is not.
  package init(period: Milliseconds = 0) { clock = SlotClock(period: period) }
}
