package import TimeSeries

/// Learns the period of one series from the distances between its samples, and tells when a sample is missing.
///
/// A period is known after eight distances in a row that differ by no more than an eighth: rules are evaluated at exact
/// distances, bodies without timestamps of their own arrive at nearly equal ones. A known period that seems to have become
/// a multiple of itself needs many more: every second sample may just be missing.
package struct SlotClock: Sendable, Equatable {
  package enum Step: Sendable, Equatable {
    /// As far from the one before as it should be.
    case onGrid
    /// At least one sample is missing before this one.
    case missed
    /// The period is now known, or is now another.
    case learned(Milliseconds)
    /// Nothing can be said.
    case unsettled
  }

  private static let distancesNeeded: UInt8 = 8
  private static let distancesNeededForMultiple: UInt8 = 120
  private static let periodMax: Milliseconds = 7 * 86_400_000

  /// In milliseconds; 0 until it is known.
  package private(set) var period: Int32
  private var candidate: Int32 = 0
  private var streak: UInt8 = 0

  package init(period: Milliseconds = 0) { self.period = Int32(clamping: min(period, SlotClock.periodMax)) }

  /// Takes the distance from the sample before.
  @inline(__always)
  package mutating func advance(_ distance: Milliseconds) -> Step {
    // Fast path.
    if period > 0, SlotClock.isEqual(distance, Milliseconds(period)) {
      streak = 0
      return .onGrid
    }
    return consider(distance)
  }

  private mutating func consider(_ distance: Milliseconds) -> Step {
    guard distance > 0, distance <= SlotClock.periodMax else {
      streak = 0
      return .unsettled
    }
    if streak > 0, SlotClock.isEqual(distance, Milliseconds(candidate)) {
      // The mean of those seen so far.
      let sum = Milliseconds(candidate) * Milliseconds(streak) + distance
      streak += 1
      candidate = Int32(sum / Milliseconds(streak))
    } else {
      candidate = Int32(distance)
      streak = 1
    }
    if streak >= (isMultiple ? SlotClock.distancesNeededForMultiple : SlotClock.distancesNeeded) {
      streak = 0
      period = Int32(SlotClock.rounded(Milliseconds(candidate)))
      return .learned(Milliseconds(period))
    }
    return period > 0 && distance * 2 >= Milliseconds(period) * 3 ? .missed : .unsettled
  }

  /// Whether the candidate is the known period several times over.
  private var isMultiple: Bool {
    guard period > 0 else { return false }
    let times = (candidate + period / 2) / period
    return times >= 2 && SlotClock.isEqual(Milliseconds(candidate), Milliseconds(period) * Milliseconds(times))
  }

  @inline(__always)
  private static func isEqual(_ distance: Milliseconds, _ period: Milliseconds) -> Bool {
    abs(distance - period) * 8 <= period
  }

  /// People write whole seconds, so that is what a mean close to them stands for: two parents learn the same.
  private static func rounded(_ mean: Milliseconds) -> Milliseconds {
    for unit: Milliseconds in [1000, 100] {
      let near = (mean + unit / 2) / unit * unit
      if near > 0, abs(near - mean) * 16 <= mean { return near }
    }
    return mean
  }
}
