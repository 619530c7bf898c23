import TimeSeries

/// Sums of the native histograms in windows that slide: each window is a queue made of two stacks, as in ``SlidingSum``.
struct SlidingHistogramSum {
  private let histograms: UnsafeBufferPointer<FloatHistogram>
  /// Of the older part the sums of its last row, of its last two rows, and so on.
  private var older: [HistogramSum] = []
  private var newer = HistogramSum()
  /// The first row of the newer part, and the one behind its last.
  private var split = 0
  private var end = 0

  init(_ histograms: UnsafeBufferPointer<FloatHistogram>) { self.histograms = histograms }

  /// What it holds at most: of each row a sum, and what rounding took from it.
  static func peakByteCount(_ histograms: UnsafeBufferPointer<FloatHistogram>) -> Int {
    histograms.reduce(0) { $0 + MemoryLayout<HistogramSum>.stride + 2 * $1.outlyingByteCount }
  }

  /// - Parameter rows: not empty; neither end is before that of the rows asked for last.
  mutating func sum(of rows: Range<Int>) -> HistogramSum {
    if rows.lowerBound >= split { restart(rows) }
    while end < rows.upperBound {
      newer.add(histograms[end])
      end += 1
    }
    var sum = older[split - 1 - rows.lowerBound]
    sum.merge(newer)
    return sum
  }

  private mutating func restart(_ rows: Range<Int>) {
    older.removeAll(keepingCapacity: true)
    var sum = HistogramSum()
    for row in rows.reversed() {
      sum.add(histograms[row])
      older.append(sum)
    }
    (split, end, newer) = (rows.upperBound, rows.upperBound, HistogramSum())
  }
}
