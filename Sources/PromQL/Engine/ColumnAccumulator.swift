/// What an aggregation knows of one group so far, at each step.
protocol ColumnAccumulator: Sendable {
  /// Whether native histograms count; else they are taken out before.
  static var takesHistograms: Bool { get }

  init(steps: Int)
  mutating func add(_ column: borrowing StepColumn)
  /// Adds what a later part of the series has accumulated.
  mutating func merge(_ other: Self)
  func finish() -> StepColumn
  /// Tells what is to be remarked on the result.
  func remark(to context: QueryContext, at position: SourceRange)
}

extension ColumnAccumulator {
  static var takesHistograms: Bool { false }

  func remark(to context: QueryContext, at position: SourceRange) {}
}

extension StepColumn {
  /// Calls `body` with the runs of steps that have a sample, and the memory of the values.
  @inline(__always)
  borrowing func forEachRun(_ body: (Range<Int>, UnsafeBufferPointer<Double>) -> Void) {
    values.withUnsafeBufferPointer { values in
      presence.forEachRun { body($0, values) }
    }
  }
}

/// `sum`: compensated, so that neither the order nor the size of the values matters.
struct SumAccumulator: ColumnAccumulator {
  private var sums: [Double]
  private var compensations: [Double]
  private var presence: StepBitmap

  init(steps: Int) {
    // −0 is the neutral element: a sum of negative zeros is one.
    sums = Array(repeating: -0.0, count: steps)
    compensations = Array(repeating: 0, count: steps)
    presence = StepBitmap(count: steps)
  }

  mutating func add(_ column: borrowing StepColumn) {
    sums.withUnsafeMutableBufferPointer { sums in
      compensations.withUnsafeMutableBufferPointer { compensations in
        column.forEachRun { run, values in
          for step in run { FloatMath.add(values[step], to: &sums[step], &compensations[step]) }
        }
      }
    }
    presence.formUnion(column.presence)
  }

  mutating func merge(_ other: SumAccumulator) {
    for step in sums.indices {
      FloatMath.add(other.sums[step], to: &sums[step], &compensations[step])
      if !sums[step].isInfinite { compensations[step] += other.compensations[step] }
    }
    presence.formUnion(other.presence)
  }

  func finish() -> StepColumn {
    var column = StepColumn(count: sums.count)
    for step in sums.indices { column.values[step] = sums[step] + compensations[step] }
    column.presence = presence
    return column
  }
}

/// `avg`.
struct MeanAccumulator: ColumnAccumulator {
  private var means: [RunningMean]
  private var presence: StepBitmap

  init(steps: Int) {
    means = Array(repeating: RunningMean(), count: steps)
    presence = StepBitmap(count: steps)
  }

  mutating func add(_ column: borrowing StepColumn) {
    means.withUnsafeMutableBufferPointer { means in
      column.forEachRun { run, values in
        for step in run { means[step].add(values[step]) }
      }
    }
    presence.formUnion(column.presence)
  }

  mutating func merge(_ other: MeanAccumulator) {
    other.presence.forEach { means[$0].merge(other.means[$0]) }
    presence.formUnion(other.presence)
  }

  func finish() -> StepColumn {
    var column = StepColumn(count: means.count)
    presence.forEach { column.set($0, means[$0].value) }
    return column
  }
}

/// `min` and `max`: NaN only where there is nothing else.
protocol ExtremeAccumulator: ColumnAccumulator {
  var best: StepColumn { get set }
  static func isBeaten(_ best: Double, by value: Double) -> Bool
}

extension ExtremeAccumulator {
  @inline(__always)
  mutating func addExtremes(_ column: borrowing StepColumn) {
    best.values.withUnsafeMutableBufferPointer { best in
      column.forEachRun { run, values in
        for step in run {
          let replaces = Self.isBeaten(best[step], by: values[step]) || best[step].isNaN
          best[step] = replaces ? values[step] : best[step]
        }
      }
    }
    best.presence.formUnion(column.presence)
  }
}

struct MinimumAccumulator: ExtremeAccumulator {
  var best: StepColumn

  init(steps: Int) {
    best = StepColumn(count: steps)
    best.values = Array(repeating: .nan, count: steps)
  }

  @inline(__always)
  static func isBeaten(_ best: Double, by value: Double) -> Bool { best > value }

  mutating func add(_ column: borrowing StepColumn) { addExtremes(column) }

  mutating func merge(_ other: MinimumAccumulator) { addExtremes(other.best) }

  func finish() -> StepColumn { best }
}

struct MaximumAccumulator: ExtremeAccumulator {
  var best: StepColumn

  init(steps: Int) {
    best = StepColumn(count: steps)
    best.values = Array(repeating: .nan, count: steps)
  }

  @inline(__always)
  static func isBeaten(_ best: Double, by value: Double) -> Bool { best < value }

  mutating func add(_ column: borrowing StepColumn) { addExtremes(column) }

  mutating func merge(_ other: MaximumAccumulator) { addExtremes(other.best) }

  func finish() -> StepColumn { best }
}

/// `count`.
struct CountAccumulator: ColumnAccumulator {
  static let takesHistograms = true
  private var counts: StepColumn

  init(steps: Int) { counts = StepColumn(count: steps) }

  mutating func add(_ column: borrowing StepColumn) {
    counts.values.withUnsafeMutableBufferPointer { counts in
      column.presence.forEachRun { run in
        for step in run { counts[step] += 1 }
      }
    }
    counts.presence.formUnion(column.presence)
  }

  mutating func merge(_ other: CountAccumulator) {
    for step in counts.values.indices { counts.values[step] += other.counts.values[step] }
    counts.presence.formUnion(other.counts.presence)
  }

  func finish() -> StepColumn { counts }
}

/// `group`.
struct PresenceAccumulator: ColumnAccumulator {
  static let takesHistograms = true
  private var column: StepColumn

  init(steps: Int) {
    column = StepColumn(count: steps)
    column.values = Array(repeating: 1, count: steps)
  }

  mutating func add(_ column: borrowing StepColumn) { self.column.presence.formUnion(column.presence) }

  mutating func merge(_ other: PresenceAccumulator) { column.presence.formUnion(other.column.presence) }

  func finish() -> StepColumn { column }
}

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

/// `stddev`.
struct DeviationAccumulator: ColumnAccumulator {
  private var variance: VarianceAccumulator

  init(steps: Int) { variance = VarianceAccumulator(steps: steps) }

  mutating func add(_ column: borrowing StepColumn) { variance.add(column) }

  mutating func merge(_ other: DeviationAccumulator) { variance.merge(other.variance) }

  func finish() -> StepColumn {
    var column = variance.finish()
    column.mapFloats { $0.squareRoot() }
    return column
  }
}
