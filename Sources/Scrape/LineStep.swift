import TimeSeries

/// How far apart the samples of a line lie: one slot of the child's rules.
///
/// A slot that was missed, by the child or on the way, makes one distance longer, which is not the step: a longer one is
/// believed when it has come several times in a row, a shorter one at once.
struct LineStep: Sendable, Equatable {
  private static let longerNeeded: UInt8 = 4

  // Short, for there is one for every line of every child.
  private var length: Int32 = 0
  private var newest: Int32 = 0
  private var longerInARow: UInt8 = 0

  /// 0 while it is not known.
  var milliseconds: Milliseconds { Milliseconds(length) }
  /// How far the newest sample lies behind the one before: one slot, or several; 0 while there is none before.
  var newestDistance: Milliseconds { Milliseconds(newest) }

  /// Takes the distance of a sample from the one before.
  ///
  /// - Parameter isDoubtful: whether samples may have been missed between the two.
  @inline(__always)
  mutating func advance(by distance: Milliseconds, isDoubtful: Bool) {
    newest = Int32(clamping: distance)
    // Fast path.
    if distance == milliseconds { longerInARow = 0 } else { consider(distance, isDoubtful) }
  }

  private mutating func consider(_ distance: Milliseconds, _ isDoubtful: Bool) {
    guard distance > 0 else { return }
    if distance < milliseconds || (milliseconds == 0 && !isDoubtful) { return settle(on: distance) }
    guard !isDoubtful, milliseconds > 0 else { return }
    longerInARow += 1
    if longerInARow >= LineStep.longerNeeded { settle(on: distance) }
  }

  private mutating func settle(on distance: Milliseconds) {
    length = Int32(clamping: distance)
    longerInARow = 0
  }
}
