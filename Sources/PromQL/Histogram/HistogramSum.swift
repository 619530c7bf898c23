import TimeSeries

/// The sum of native histograms so far, and what was odd about them.
struct HistogramSum: Sendable {
  private(set) var total: FloatHistogram?
  private(set) var count = 0
  private(set) var notes = FloatHistogram.CombinationNotes()
  /// Whether exponential buckets met custom ones, so that there is no sum.
  private(set) var isIncompatible = false

  mutating func add(_ histogram: FloatHistogram) {
    count += 1
    guard total != nil else {
      total = histogram
      return
    }
    if let notes = total?.add(histogram) {
      self.notes.formUnion(notes)
    } else {
      isIncompatible = true
    }
  }

  mutating func merge(_ other: HistogramSum) {
    guard let theirs = other.total else { return }
    let countBefore = count
    add(theirs)
    count = countBefore + other.count
    notes.formUnion(other.notes)
    isIncompatible = isIncompatible || other.isIncompatible
  }

  func result(asMean: Bool) -> FloatHistogram? {
    guard !isIncompatible, var result = total else { return nil }
    if asMean { result.divide(by: Double(count)) }
    return result
  }
}
