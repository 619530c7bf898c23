/// Which of two values is the extreme, for ``LatestExtreme``.
protocol ExtremeOrder: Sendable {
  /// Whether a later value is at least as extreme as an earlier one.
  static func isReached(_ earlier: Double, by later: Double) -> Bool
}

enum SmallestFirst: ExtremeOrder {
  @inline(__always)
  static func isReached(_ earlier: Double, by later: Double) -> Bool { later <= earlier }
}

enum LargestFirst: ExtremeOrder {
  @inline(__always)
  static func isReached(_ earlier: Double, by later: Double) -> Bool { later >= earlier }
}

/// The last row of those that no other beats. NaN loses against everything; of nothing else, it is the last one.
struct LatestExtreme<Order: ExtremeOrder>: WindowFold {
  private var value = Double.nan
  private(set) var row = -1

  @inline(__always)
  mutating func add(_ row: Int, of windows: WindowSeries) {
    var added = Self()
    (added.value, added.row) = (windows.values[row], row)
    self = row < self.row ? added.followed(by: self) : followed(by: added)
  }

  /// - Parameter other: of later rows.
  @inline(__always)
  func merged(with other: Self) -> Self { followed(by: other) }

  @inline(__always)
  private func followed(by later: Self) -> Self {
    later.row >= 0 && (value.isNaN || Order.isReached(value, by: later.value)) ? later : self
  }
}
