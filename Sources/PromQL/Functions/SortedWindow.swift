/// The values of a window that slides, sorted, NaN first.
struct SortedWindow {
  private(set) var values: [Double] = []
  private var rows = 0..<0
  // Memory for what leaves, what comes, and the next values.
  private var leaving: [Double] = []
  private var coming: [Double] = []
  private var spare: [Double] = []

  mutating func slide(to next: Range<Int>, of source: UnsafeBufferPointer<Double>) {
    let leavesMany = next.lowerBound - rows.lowerBound > rows.count / 2
    // Where little stays, sorting anew is cheaper than taking out; where NaN is, it is simpler.
    if leavesMany || next.lowerBound >= rows.upperBound || values[0].isNaN {
      values = source[next].sorted(by: FloatMath.precedes)
    } else if next != rows {
      SortedWindow.sort(source[rows.lowerBound..<next.lowerBound], into: &leaving)
      SortedWindow.sort(source[rows.upperBound..<max(rows.upperBound, next.upperBound)], into: &coming)
      if coming.first?.isNaN ?? false {
        values = source[next].sorted(by: FloatMath.precedes)
      } else {
        merge()
      }
    }
    rows = next
  }

  private static func sort(_ values: Slice<UnsafeBufferPointer<Double>>, into sorted: inout [Double]) {
    sorted.removeAll(keepingCapacity: true)
    sorted.append(contentsOf: values)
    if sorted.count > 1 { sorted.sort(by: FloatMath.precedes) }
  }

  /// One pass over all three, each sorted and without NaN: a processor guesses it better than searches for the places.
  private mutating func merge() {
    let count = values.count - leaving.count + coming.count
    if spare.count != count { spare = Array(repeating: 0, count: count) }
    spare.withUnsafeMutableBufferPointer { result in
      var (gone, come, end) = (0, 0, 0)
      var leaves = leaving.first ?? .infinity
      var comes = coming.first ?? .infinity
      for value in values {
        if value >= leaves, gone < leaving.count {
          gone += 1
          leaves = gone < leaving.count ? leaving[gone] : .infinity
          continue
        }
        while comes < value {
          result[end] = comes
          (end, come) = (end + 1, come + 1)
          comes = come < coming.count ? coming[come] : .infinity
        }
        result[end] = value
        end += 1
      }
      for index in come..<coming.count { result[end + index - come] = coming[index] }
    }
    swap(&values, &spare)
  }
}
