/// The values of a window that slides, sorted, NaN first.
struct SortedWindow {
  private(set) var values: [Double] = []
  private var rows = 0..<0

  mutating func slide(to next: Range<Int>, of source: UnsafeBufferPointer<Double>) {
    // Where little stays, sorting anew is cheaper than taking out one by one.
    if next.lowerBound >= rows.upperBound || next.lowerBound - rows.lowerBound > rows.count / 2 {
      values = source[next].sorted(by: FloatMath.precedes)
    } else {
      for row in rows.lowerBound..<next.lowerBound { values.remove(at: position(of: source[row])) }
      for row in rows.upperBound..<next.upperBound { values.insert(source[row], at: position(of: source[row])) }
    }
    rows = next
  }

  /// Of the first value that is not before `value`.
  private func position(of value: Double) -> Int {
    var (low, high) = (0, values.count)
    while low < high {
      let middle = (low + high) / 2
      if FloatMath.precedes(values[middle], value) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
