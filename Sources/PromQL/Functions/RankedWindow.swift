/// The values of a window that slides, in their order, NaN first.
///
/// Each row of the series has its place among all of them once for all; a bit there says whether the window holds it. A row
/// comes or goes at the price of a bit, however large the window is.
struct RankedWindow {
  /// The values of all rows, in order.
  private let ordered: [Double]
  /// Of each row.
  private let ranks: [Int32]
  private var words: [UInt64]
  /// How many bits are set in each ``blockWordCount`` words.
  private var blockCounts: [Int]
  private var rows = 0..<0

  private static let blockWordCount = 8

  /// What it needs for as many rows while these are put in order, which is when it needs most.
  static func peakByteCount(rows: Int) -> Int {
    rows * (2 * MemoryLayout<Double>.stride + MemoryLayout<Int>.stride + MemoryLayout<Int32>.stride)
  }

  init(_ values: UnsafeBufferPointer<Double>) {
    let order = values.indices.map { (value: values[$0], row: $0) }
      .sorted { FloatMath.precedes($0.value, $1.value) }
    var ranks = [Int32](repeating: 0, count: values.count)
    for (rank, entry) in order.enumerated() { ranks[entry.row] = Int32(truncatingIfNeeded: rank) }
    self.ranks = ranks
    ordered = order.map(\.value)
    words = Array(repeating: 0, count: values.count / 64 + 1)
    blockCounts = Array(repeating: 0, count: words.count / RankedWindow.blockWordCount + 1)
  }

  var count: Int { rows.count }

  /// - Parameter next: neither end is before that of the window so far.
  mutating func slide(to next: Range<Int>) {
    for row in rows.lowerBound..<max(rows.lowerBound, min(next.lowerBound, rows.upperBound)) { toggle(row, by: -1) }
    let first = max(rows.upperBound, next.lowerBound)
    for row in first..<max(first, next.upperBound) { toggle(row, by: 1) }
    rows = next
  }

  @inline(__always)
  private mutating func toggle(_ row: Int, by change: Int) {
    let rank = Int(ranks[row])
    words[rank / 64] ^= 1 << UInt64(rank % 64)
    blockCounts[rank / 64 / RankedWindow.blockWordCount] += change
  }

  /// The value at a place in the order of those in the window, from 0 to below ``count``.
  subscript(place: Int) -> Double {
    var (rest, block) = (place, 0)
    while blockCounts[block] <= rest {
      rest -= blockCounts[block]
      block += 1
    }
    var word = block * RankedWindow.blockWordCount
    while words[word].nonzeroBitCount <= rest {
      rest -= words[word].nonzeroBitCount
      word += 1
    }
    var bits = words[word]
    for _ in 0..<rest { bits &= bits - 1 }
    return ordered[word * 64 + bits.trailingZeroBitCount]
  }
}
