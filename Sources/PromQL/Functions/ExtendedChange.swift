import TimeSeries

/// `rate`, `increase` and `delta` of an extended window: exactly what happened from its start to its end.
///
/// `anchored` takes the values at the edges from the samples before them, `smoothed` from the straight line between
/// the samples around them. Nothing is extrapolated. Source: Prometheus's `extendedRate`.
struct ExtendedChange: Sendable {
  private let call: FunctionCall
  private let isCounter: Bool
  private let isRate: Bool
  private let isSmoothed: Bool

  init(_ call: FunctionCall, isCounter: Bool, isRate: Bool) {
    self.call = call
    self.isCounter = isCounter
    self.isRate = isRate
    isSmoothed = call.edge == .smoothed
  }

  func fill(_ windows: WindowSeries, _ column: inout StepColumn) {
    let seconds = Double(windows.width) / 1000
    windows.fillSteps(&column) { step in
      change(windows, windows.floatRows(step), end: windows.end(step)).map { isRate ? $0 / seconds : $0 }
    }
    windows.forEachHistogramRows { step, rows in
      guard var change = histogramChange(windows, rows, end: windows.end(step)) else { return }
      if isRate { change.divide(by: seconds) }
      column.set(step, change)
    }
  }

  /// The rows of the window between its edges, and whether each edge lies between two rows.
  private struct Edges {
    var inner: Range<Int>
    var first: Int
    var last: Int
    var cutsLeft: Bool
    var cutsRight: Bool
  }

  /// `nil` if the window has nothing to say.
  private func edges(
    _ timestamps: UnsafeBufferPointer<Timestamp>, _ rows: Range<Int>, start: Timestamp, end: Timestamp
  ) -> Edges? {
    guard let first = rows.first, let last = rows.last else { return nil }
    if timestamps[last] <= start || (isSmoothed && timestamps[first] > end) { return nil }
    let low = timestamps[first] <= start ? first + 1 : first
    let high = timestamps[last] >= end ? last : last + 1
    return Edges(
      inner: low..<max(low, high), first: first, last: last,
      cutsLeft: isSmoothed && timestamps[first] < start,
      cutsRight: isSmoothed && last > first && timestamps[last] > end)
  }

  // MARK: Floats

  private func change(_ windows: WindowSeries, _ rows: Range<Int>, end: Timestamp) -> Double? {
    let (timestamps, values) = (windows.timestamps, windows.values)
    let start = end - windows.width
    guard let edges = edges(timestamps, rows, start: start, end: end) else { return nil }
    func between(_ row: Int, _ time: Timestamp) -> Double {
      // Within the interval of a reset, a counter has come from zero.
      let falls = isCounter && values[row + 1] < values[row]
      // Where another replica took over, it was there all along.
      let before = falls ? (windows.isTakeover(row + 1) ? values[row + 1] : 0) : values[row]
      let part = Double(time - timestamps[row]) / Double(timestamps[row + 1] - timestamps[row])
      return before + (values[row + 1] - before) * part
    }
    let left = edges.cutsLeft ? between(edges.first, start) : values[edges.first]
    let right = edges.cutsRight ? between(edges.last - 1, end) : values[edges.last]
    var change = right - left
    guard isCounter else { return change }
    var before = left
    for row in edges.inner {
      if values[row] < before { change += windows.isTakeover(row) ? before - values[row] : before }
      before = values[row]
    }
    guard right < before else { return change }
    return change + (windows.isTakeover(edges.last) ? before - right : before)
  }

  // MARK: Native histograms

  private func histogramChange(_ windows: WindowSeries, _ rows: Range<Int>, end: Timestamp) -> FloatHistogram? {
    let (timestamps, histograms) = (windows.histogramTimestamps, windows.histograms)
    let (start, position) = (end - windows.width, call.position(of: .rangeVector))
    guard let edges = edges(timestamps, rows, start: start, end: end), isUniform(windows, rows) else { return nil }
    func between(_ row: Int, _ time: Timestamp) -> FloatHistogram? {
      let next = histograms[row + 1]
      if isCounter, windows.isHistogramTakeover(row + 1), next.isReset(after: histograms[row]) { return next }
      let part = Double(time - timestamps[row]) / Double(timestamps[row + 1] - timestamps[row])
      return histograms[row].interpolated(
        to: histograms[row + 1], part: part, isCounter: isCounter, call.context, at: position)
    }
    guard let left = edges.cutsLeft ? between(edges.first, start) : histograms[edges.first],
      let right = edges.cutsRight ? between(edges.last - 1, end) : histograms[edges.last]
    else { return nil }
    var change = right
    guard let notes = change.subtract(left) else { return nil }
    call.context.remarkOnBounds(notes, during: "subtraction", at: position)
    if isCounter {
      addResets(&change, windows, edges, left)
    } else if left.counterReset != .gauge || right.counterReset != .gauge {
      call.context.warnOfKind(windows.labels, "gauge", at: position)
    }
    change.counterReset = .gauge
    return change
  }

  /// Adds what was there before each reset within the window.
  private func addResets(
    _ change: inout FloatHistogram, _ windows: WindowSeries, _ edges: Edges, _ left: FloatHistogram
  ) {
    let histograms = windows.histograms
    var before = left
    var rows = edges.first + 1..<max(edges.first + 1, edges.last)
    // The line at the start has gone over the reset in its own interval.
    if edges.cutsLeft, histograms[edges.first + 1].isReset(after: histograms[edges.first]) {
      before = histograms[edges.first + 1]
      rows = rows.dropFirst()
      if edges.last == edges.first + 1 { return }
    }
    for row in rows {
      if histograms[row].isReset(after: before) { addLost(before, at: row, windows, to: &change) }
      before = histograms[row]
    }
    guard edges.last > edges.first, histograms[edges.last].isReset(after: before) else { return }
    addLost(before, at: edges.last, windows, to: &change)
    // Where the end lies within the interval of the reset, `right` has come from zero already.
  }

  private func addLost(
    _ before: FloatHistogram, at row: Int, _ windows: WindowSeries, to change: inout FloatHistogram
  ) {
    guard let notes = change.addLost(before, at: row, windows) else { return }
    call.context.remarkOnBounds(notes, during: "addition", at: call.position(of: .rangeVector))
  }

  private func isUniform(_ windows: WindowSeries, _ rows: Range<Int>) -> Bool {
    let histograms = windows.histograms
    let usesCustomBuckets = histograms[rows.lowerBound].usesCustomBuckets
    for row in rows {
      guard histograms[row].usesCustomBuckets == usesCustomBuckets else {
        call.context.warnOfMixedSchemas(windows.labels.metricName, at: call.position(of: .rangeVector))
        return false
      }
      if isCounter, histograms[row].counterReset == .gauge {
        call.context.warnOfKind(windows.labels, "counter", at: call.position(of: .rangeVector))
      }
    }
    return true
  }
}

extension FloatHistogram {
  /// Adds what a difference across a row lacks at which a counter fell: all that was before; where another replica took
  /// over, only as much as makes it nothing.
  @discardableResult
  mutating func addLost(_ before: FloatHistogram, at row: Int, _ windows: WindowSeries) -> CombinationNotes? {
    let notes = add(before)
    guard windows.isHistogramTakeover(row), let found = notes else { return notes }
    return subtract(windows.histograms[row]).map { later in
      var all = found
      all.formUnion(later)
      return all
    }
  }

  /// On the straight line from this one to `next`, `part` of the way; a counter that begins anew comes from zero. `nil`
  /// if they cannot be put together.
  func interpolated(
    to next: FloatHistogram, part: Double, isCounter: Bool, _ context: QueryContext, at position: SourceRange
  ) -> FloatHistogram? {
    if part == 0 { return self }
    if part == 1 { return next }
    guard usesCustomBuckets == next.usesCustomBuckets else { return nil }
    var result = next
    if isCounter, next.isReset(after: self) {
      result.multiply(by: part)
      return result
    }
    guard let difference = result.subtract(self) else { return nil }
    result.multiply(by: part)
    guard let sum = result.add(self) else { return nil }
    context.remarkOnBounds(difference, during: "subtraction", at: position)
    context.remarkOnBounds(sum, during: "addition", at: position)
    return result
  }
}
