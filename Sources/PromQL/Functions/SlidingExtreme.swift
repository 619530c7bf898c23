/// Minima and maxima of windows that slide: a queue of rows in which each beats all behind it, so that the first one is
/// the answer. NaN never enters; a window of nothing else is NaN.
enum SlidingExtreme {
  static func fill(_ windows: WindowSeries, _ column: inout StepColumn, takesLargest: Bool) {
    let values = windows.values
    // A plain array as queue: `first` moves up, and nothing is ever put back in front.
    var queue = [Int32](repeating: 0, count: values.count)
    queue.withUnsafeMutableBufferPointer { queue in
      var (first, count, next) = (0, 0, 0)
      windows.forEachFloatWindow { step, rows in
        next = max(next, rows.lowerBound)
        while next < rows.upperBound {
          let value = values[next]
          if !value.isNaN {
            while count > first, beats(value, values[Int(queue[count - 1])], takesLargest) { count -= 1 }
            queue[count] = Int32(truncatingIfNeeded: next)
            count += 1
          }
          next += 1
        }
        while first < count, Int(queue[first]) < rows.lowerBound { first += 1 }
        column.set(step, first < count ? values[Int(queue[first])] : .nan)
      }
    }
  }

  @inline(__always)
  private static func beats(_ left: Double, _ right: Double, _ takesLargest: Bool) -> Bool {
    takesLargest ? left > right : left < right
  }
}
