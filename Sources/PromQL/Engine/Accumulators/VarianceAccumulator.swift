/// `stdvar`: Welford's running variance. Infinite values leave no variance.
struct VarianceAccumulator: ColumnAccumulator {
  private var counts: [Double]
  private var means: [Double]
  private var squares: [Double]
  private var presence: StepBitmap

  init(steps: Int) {
    counts = Array(repeating: 0, count: steps)
    means = counts
    squares = counts
    presence = StepBitmap(count: steps)
  }

  mutating func add(_ column: borrowing StepColumn) {
    column.presence.forEach { step in
      let value = column.values[step]
      counts[step] += 1
      let delta = value - means[step]
      means[step] += delta / counts[step]
      squares[step] += value.isFinite ? delta * (value - means[step]) : .nan
    }
    presence.formUnion(column.presence)
  }

  /// Chan's formula for two sets.
  mutating func merge(_ other: VarianceAccumulator) {
    other.presence.forEach { step in
      let count = counts[step] + other.counts[step]
      let delta = other.means[step] - means[step]
      squares[step] += other.squares[step] + delta * delta * (counts[step] * other.counts[step] / count)
      means[step] += delta * (other.counts[step] / count)
      counts[step] = count
    }
    presence.formUnion(other.presence)
  }

  func finish() -> StepColumn {
    var column = StepColumn(count: counts.count)
    presence.forEach { column.set($0, squares[$0] / counts[$0]) }
    return column
  }
}
