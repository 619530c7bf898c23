import TimeSeries

/// The largest or smallest floats of a group at one step; NaN comes last either way.
struct Ranking {
  /// From how many on they are sorted all at once: to put each in its place moves those behind it.
  private static let sortingMin = 64

  private let columns: [StepColumn]
  private let takesLargest: Bool

  init(_ vector: StepVector, takesLargest: Bool) {
    columns = vector.columns
    self.takesLargest = takesLargest
  }

  /// Appends the best `limit` of `members`, best first; of equals, the first ones.
  func select(_ members: [Int], _ limit: Int, _ step: Int, _ best: inout [Int]) {
    guard limit > 0 else { return }
    if limit >= Ranking.sortingMin { return sort(members, limit, step, &best) }
    var values: [Double] = []
    for member in members where columns[member].hasFloat(at: step) {
      let value = columns[member].values[step]
      if values.count >= limit {
        guard let worst = values.last, beats(value, worst) else { continue }
        values.removeLast()
        best.removeLast()
      }
      let place = position(of: value, in: values)
      values.insert(value, at: place)
      best.insert(member, at: place)
    }
  }

  private func sort(_ members: [Int], _ limit: Int, _ step: Int, _ best: inout [Int]) {
    let present = members.filter { columns[$0].hasFloat(at: step) }
    let values = present.map { columns[$0].values[step] }
    let order = values.indices.sorted { left, right in
      if beats(values[left], values[right]) { return true }
      return left < right && !beats(values[right], values[left])
    }
    best += order.prefix(limit).map { present[$0] }
  }

  /// Behind all that `value` does not beat.
  private func position(of value: Double, in values: [Double]) -> Int {
    var (low, high) = (0, values.count)
    while low < high {
      let middle = (low + high) / 2
      if beats(value, values[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }

  @inline(__always)
  private func beats(_ left: Double, _ right: Double) -> Bool {
    if right.isNaN { return !left.isNaN }
    return takesLargest ? left > right : left < right
  }
}
