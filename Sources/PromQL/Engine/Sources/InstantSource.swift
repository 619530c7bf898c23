import Storage
import TimeSeries

/// A selector: of each series and step the newest sample within the lookback.
struct InstantSource: StepSource {
  /// What a sample is worth.
  enum Reading: Sendable {
    case value
    /// The sample's own time in seconds.
    case time
    /// As `time`; native histograms are an error.
    case timeOfFloat
    /// When what the sample counts began, in seconds; 0 where that is not known.
    case start
  }

  let shapes: [SeriesShape]
  private let selection: any SeriesSelection
  private let plan: SelectorPlan
  private let grid: StepGrid
  private let reading: Reading
  private let context: QueryContext
  private let tally: SampleTally
  private let node: ExplainedNode?

  /// - Parameter explained: hears how many samples are read.
  init(
    _ plan: SelectorPlan, _ grid: StepGrid, _ context: QueryContext, _ tally: SampleTally, reading: Reading = .value,
    explained: ExplainedNode? = nil
  ) throws {
    node = explained
    self.plan = plan
    self.grid = grid
    self.reading = reading
    self.context = context
    self.tally = tally
    let (first, last) = (plan.time(at: grid.start), plan.time(at: grid.last))
    let range = SelectRange(
      from: first - context.lookback + 1, through: last, newestOnly: grid.count == 1 && !plan.tellsResets,
      moments: AskedMoments(first: first, last: last, step: grid.step, window: 0))
    selection = try context.select(plan.matchers, range)
    shapes = selection.labels.map { SeriesShape($0, dropsName: reading != .value) }
  }

  func read(_ range: Range<Int>, _ body: (Int, inout StepColumn) throws -> Void) throws {
    var column = StepColumn(count: grid.count)
    try selection.read(range) { index, samples in
      try context.checkpoint()
      column.clear()
      fill(&column, samples)
      if !samples.histograms.isEmpty { try lookAtHistograms(&column, samples) }
      count(column)
      if let node { node.note { $0.readCount += samples.count } }
      try context.holding(column.histogramByteCount) { try body(index, &column) }
      if column.count != grid.count { column = StepColumn(count: grid.count) }
    }
  }

  private func count(_ column: borrowing StepColumn) {
    let (presence, histograms) = (column.presence, column.histograms)
    func weight(_ step: Int) -> Int {
      guard presence[step] else { return 0 }
      guard !histograms.isEmpty, let histogram = histograms[step] else { return 1 }
      return plan.tellsResets ? FloatHistogram.weightWithoutBuckets : histogram.weight
    }
    let looked = histograms.isEmpty ? presence.population : (0..<grid.count).reduce(0) { $0 + weight($1) }
    tally.add(read: looked, looked: looked, weight)
  }

  /// One pass over the samples gives all steps.
  private func fill(_ column: inout StepColumn, _ samples: borrowing SampleColumns) {
    let starts = samples.starts
    samples.timestamps.withUnsafeBufferPointer { timestamps in
      samples.values.withUnsafeBufferPointer { values in
        var cursor = TimeCursor(timestamps, step: grid.step)
        let (lookback, reading, stale) = (context.lookback, reading, StaleMarker.bits)
        let first = plan.time(at: grid.start)
        let stride = plan.anchor == nil ? grid.step : 0
        column.fill { step in
          let time = first &+ Timestamp(step) &* stride
          let next = cursor.advance(past: time)
          guard next > 0, timestamps[next - 1] > time &- lookback, values[next - 1].bitPattern != stale else {
            return nil
          }
          switch reading {
          case .value: return values[next - 1]
          case .time, .timeOfFloat: return Double(timestamps[next - 1]) / 1000
          case .start: return Double(starts[next - 1]) / 1000
          }
        }
      }
    }
  }

  private func lookAtHistograms(_ column: inout StepColumn, _ samples: borrowing SampleColumns) throws {
    switch reading {
    case .time, .start: return
    case .value where plan.tellsResets:
      var told = copy samples
      told.tellResets()
      fillHistograms(&column, told)
    case .value: fillHistograms(&column, samples)
    case .timeOfFloat:
      var found = StepColumn(count: grid.count)
      found.presence = column.presence
      fillHistograms(&found, samples)
      if found.hasHistograms { throw QueryError(.execution, "info sample should be float") }
    }
  }

  /// Puts native histograms where ``fill(_:_:)`` took a row that is one.
  private func fillHistograms(_ column: inout StepColumn, _ samples: borrowing SampleColumns) {
    var next = 0
    var row = 0
    var lastRow: Int?
    for step in 0..<grid.count {
      let time = plan.time(at: grid[step])
      while next < samples.count, samples.timestamps[next] <= time { next += 1 }
      guard column.presence[step] else { continue }
      while row < samples.histograms.count, samples.histograms[row].row < next - 1 { row += 1 }
      if row < samples.histograms.count, samples.histograms[row].row == next - 1 {
        var histogram = samples.histograms[row].histogram
        // A reset happens once, however many steps see the sample.
        if row == lastRow, histogram.counterReset == .reset { histogram.counterReset = .unknown }
        column.set(step, histogram)
        lastRow = row
      }
    }
  }
}
