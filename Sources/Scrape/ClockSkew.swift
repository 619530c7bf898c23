import TimeSeries

/// How far a child's clock is ahead of ours: two bounds that each answer narrows and time widens.
struct ClockSkew: Sendable, Equatable {
  /// Two clocks drift apart by less than a millisecond in so many.
  private static let driftDivisor: Milliseconds = 10_000
  /// `Date` leaves out what is less than a second.
  private static let dateResolution: Milliseconds = 1000

  private var least: Milliseconds = .min
  private var most: Milliseconds = .max
  private var notedAt: Timestamp = 0
  /// 0 where the clocks may agree, `nil` before the first answer that tells. Stays as long as it may be right.
  private(set) var estimate: Milliseconds?

  /// Takes note of an answer that was asked for at `start`, was there at `end`, and says `date`.
  mutating func note(date: Timestamp, from start: Timestamp, through end: Timestamp) {
    widen(to: end)
    let (newLeast, newMost) = (date - end, date + ClockSkew.dateResolution - 1 - start)
    // Bounds that contradict each other: one of the clocks was set.
    let contradicts = newLeast > most || newMost < least
    least = contradicts ? newLeast : max(least, newLeast)
    most = contradicts ? newMost : min(most, newMost)
    settle()
  }

  /// Takes note of a sample that an answer without a date brought: the child's clock is not behind it.
  mutating func note(sample: Timestamp, at end: Timestamp) {
    guard most == .max else { return }
    widen(to: end)
    least = max(least, sample - end)
    settle()
  }

  private mutating func settle() {
    if let estimate, least <= estimate, estimate <= most { return }
    estimate = least <= 0 && most >= 0 ? 0 : most == .max ? least : least + (most - least) / 2
  }

  private mutating func widen(to now: Timestamp) {
    let drift = max(0, now - notedAt) / ClockSkew.driftDivisor + 1
    if least != .min { least -= drift }
    if most != .max { most += drift }
    notedAt = now
  }
}
