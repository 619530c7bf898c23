import TimeSeries

/// What functions of range vectors make of windows of native histograms. Windows that hold floats as well are left to
/// the caller.
struct HistogramWindows: Sendable {
  let call: FunctionCall
  private let position: SourceRange

  init(_ call: FunctionCall) {
    self.call = call
    position = call.position(of: .rangeVector)
  }

  /// Gives each step whose window has at least `minimum` histograms, and no floats, what `value` makes of their rows.
  private func fill(
    _ windows: WindowSeries, _ column: inout StepColumn, minimum: Int,
    _ value: (_ step: Int, _ rows: Range<Int>) -> FloatHistogram?
  ) {
    guard windows.hasHistograms else { return }
    var watch = windows.watch
    for step in 0..<windows.grid.count {
      let rows = windows.histogramRows(step)
      guard rows.count >= minimum, windows.floatRows(step).isEmpty else { continue }
      // A histogram is much more work than a float.
      if watch.isOver(after: rows.count * 64) { return }
      if let histogram = value(step, rows) { column.set(step, histogram) }
    }
  }

  /// `sum_over_time` and `avg_over_time`.
  func fillSums(_ windows: WindowSeries, _ column: inout StepColumn, asMean: Bool) {
    let (histograms, labels) = (windows.histograms, windows.labels)
    fill(windows, &column, minimum: 1) { _, rows in
      var sum = HistogramSum()
      for row in rows { sum.add(histograms[row]) }
      if sum.isIncompatible {
        call.context.warnOfMixedSchemas(labels.metricName, at: position)
      } else {
        call.context.remark(sum.notes, during: "aggregation", at: position)
      }
      return sum.result(asMean: asMean)
    }
  }

  // MARK: Changes over the window

  /// `rate`, `increase` and `delta`.
  func fillChanges(_ windows: WindowSeries, _ column: inout StepColumn, isCounter: Bool, isRate: Bool) {
    let (histograms, timestamps) = (windows.histograms, windows.histogramTimestamps)
    let (geometry, width) = (windows.geometry, windows.width)
    fill(windows, &column, minimum: 1) { step, rows in
      let (first, last) = (rows.lowerBound, rows.upperBound - 1)
      let begun = StartStretch(
        start: isCounter ? windows.histogramStarts[first] : 0, first: timestamps[first], last: timestamps[last],
        count: rows.count, end: geometry.end(step), width: width)
      if rows.count < 2, begun == nil { return nil }
      guard var change = rows.count < 2 ? histograms[first] : change(windows, rows, isCounter: isCounter) else {
        return nil
      }
      if let begun {
        if rows.count > 1, !add(histograms[first], to: &change, windows.labels) { return nil }
        change.multiply(by: isRate ? begun.factor / (Double(width) / 1000) : begun.factor)
        return change
      }
      var stretch = Stretch(
        from: timestamps[first], through: timestamps[last], count: rows.count, end: geometry.end(step), width: width)
      // A counter has not been below zero.
      if isCounter, change.count > 0, histograms[first].count >= 0 {
        stretch.limitStart(to: histograms[first].count / change.count)
      }
      change.multiply(by: isRate ? stretch.factor / (Double(width) / 1000) : stretch.factor)
      return change
    }
  }

  /// Adds what the counter had at the first sample, where it began within the window; `false` if that cannot be.
  private func add(_ first: FloatHistogram, to change: inout FloatHistogram, _ labels: Labels) -> Bool {
    guard let notes = change.add(first) else {
      call.context.warnOfMixedSchemas(labels.metricName, at: position)
      return false
    }
    call.context.remarkOnBounds(notes, during: "addition", at: position)
    return true
  }

  /// What was added from the first to the last; for counters, also before each reset.
  private func change(
    _ windows: WindowSeries, _ rows: Range<Int>, isCounter: Bool
  ) -> FloatHistogram? {
    let (histograms, labels) = (windows.histograms, windows.labels)
    let last = histograms[rows.upperBound - 1]
    var before = histograms[rows.lowerBound]
    remarkOnKind(histograms, rows, labels, isCounter: isCounter)
    // If the counter began anew right after the first, that one does not count, whatever its buckets.
    if isCounter, windows.isHistogramReset(rows.lowerBound + 1, after: before) {
      let second = histograms[rows.lowerBound + 1]
      if windows.isHistogramTakeover(rows.lowerBound + 1) {
        before = second
      } else {
        before = FloatHistogram()
        before.schema = second.schema
        before.customBounds = second.customBounds
        before.zeroThreshold = second.zeroThreshold
      }
    }
    let looked = isCounter ? rows.dropFirst() : (rows.upperBound - 1)..<rows.upperBound
    guard looked.allSatisfy({ histograms[$0].usesCustomBuckets == before.usesCustomBuckets }) else {
      call.context.warnOfMixedSchemas(labels.metricName, at: position)
      return nil
    }
    var result = last
    if let notes = result.subtract(before) { call.context.remarkOnBounds(notes, during: "subtraction", at: position) }
    for row in rows.dropFirst() where isCounter {
      if windows.isHistogramReset(row, after: before), let notes = result.addLost(before, at: row, windows) {
        call.context.remarkOnBounds(notes, during: "addition", at: position)
      }
      before = histograms[row]
    }
    result.counterReset = .gauge
    return result
  }

  private func remarkOnKind(
    _ histograms: UnsafeBufferPointer<FloatHistogram>, _ rows: Range<Int>, _ labels: Labels, isCounter: Bool
  ) {
    let name = QuotedText.quoted(labels.metricName)
    if isCounter, rows.contains(where: { histograms[$0].counterReset == .gauge }) {
      call.context.warn("this native histogram metric is not a counter: \(name)", at: position)
    }
    let ends = [histograms[rows.lowerBound], histograms[rows.upperBound - 1]]
    if !isCounter, ends.contains(where: { $0.counterReset != .gauge }) {
      call.context.warn("this native histogram metric is not a gauge: \(name)", at: position)
    }
  }

  // MARK: The last two samples

  /// `irate` and `idelta`, where the last two samples are histograms.
  func fillLastChanges(_ windows: WindowSeries, _ column: inout StepColumn, isRate: Bool) {
    guard windows.hasHistograms else { return }
    for step in 0..<windows.grid.count {
      switch lastKinds(windows, step) {
      case (true, true): fillLastChange(windows, step, &column, isRate: isRate)
      case (false, false): break
      default:
        column.presence[step] = false
        call.context.warnOfMixedSamples(windows.labels, at: position)
      }
    }
  }

  /// Whether the last sample but one and the last are histograms; two floats where there are not two samples.
  private func lastKinds(_ windows: WindowSeries, _ step: Int) -> (Bool, Bool) {
    let (timestamps, histogramTimestamps) = (windows.timestamps, windows.histogramTimestamps)
    let floats = windows.floatRows(step).suffix(2).map { (timestamps[$0], false) }
    let histograms = windows.histogramRows(step).suffix(2).map { (histogramTimestamps[$0], true) }
    let last = (floats + histograms).sorted { $0.0 < $1.0 }.suffix(2).map(\.1)
    return last.count == 2 ? (last[0], last[1]) : (false, false)
  }

  private func fillLastChange(
    _ windows: WindowSeries, _ step: Int, _ column: inout StepColumn, isRate: Bool
  ) {
    let rows = windows.histogramRows(step).suffix(2)
    let (before, last) = (windows.histograms[rows.lowerBound], windows.histograms[rows.upperBound - 1])
    remarkOnKind(windows.histograms, rows, windows.labels, isCounter: isRate)
    var result = last
    column.presence[step] = false
    let isReset = isRate && windows.isHistogramReset(rows.upperBound - 1, after: before)
    let isTakeover = isReset && windows.isHistogramTakeover(rows.upperBound - 1)
    if !isReset || isTakeover {
      guard let notes = result.subtract(isTakeover ? last : before) else {
        return call.context.warnOfMixedSchemas(windows.labels.metricName, at: position)
      }
      call.context.remarkOnBounds(notes, during: "subtraction", at: position)
    }
    result.counterReset = .gauge
    if isRate {
      let elapsed = windows.histogramTimestamps[rows.upperBound - 1] - windows.histogramTimestamps[rows.lowerBound]
      result.multiply(by: 1000 / Double(elapsed))
    }
    column.set(step, result)
  }

  // MARK: Events

  /// `changes` and `resets`, where a window has histograms: neighbours of different kinds are an event.
  func fillEvents(
    _ windows: WindowSeries, _ column: inout StepColumn, ofResets: Bool, ofFloats: (Double, Double) -> Bool,
    ofHistograms: (FloatHistogram, FloatHistogram) -> Bool
  ) {
    guard windows.hasHistograms else { return }
    var watch = windows.watch
    for step in 0..<windows.grid.count where !windows.histogramRows(step).isEmpty {
      if watch.isOver(after: windows.floatRows(step).count + windows.histogramRows(step).count * 64) { return }
      var (float, histogram) = (windows.floatRows(step), windows.histogramRows(step))
      var before: (float: Double?, histogram: FloatHistogram?)?
      var count = 0
      while !float.isEmpty || !histogram.isEmpty {
        let takesFloat =
          histogram.isEmpty
          || !float.isEmpty && windows.timestamps[float.lowerBound] < windows.histogramTimestamps[histogram.lowerBound]
        let isTakeover =
          takesFloat ? windows.isTakeover(float.lowerBound) : windows.isHistogramTakeover(histogram.lowerBound)
        let isStartReset =
          ofResets
          && (takesFloat
            ? windows.isStartReset(float.lowerBound) : windows.isHistogramStartReset(histogram.lowerBound))
        let now: (float: Double?, histogram: FloatHistogram?) =
          takesFloat
          ? (windows.values[float.removeFirst()], nil) : (nil, windows.histograms[histogram.removeFirst()])
        if let before, isStartReset || !(ofResets && isTakeover) && isEvent(before, now, ofFloats, ofHistograms) {
          count += 1
        }
        before = now
      }
      column.set(step, Double(count))
    }
  }

  private func isEvent(
    _ before: (float: Double?, histogram: FloatHistogram?), _ now: (float: Double?, histogram: FloatHistogram?),
    _ ofFloats: (Double, Double) -> Bool, _ ofHistograms: (FloatHistogram, FloatHistogram) -> Bool
  ) -> Bool {
    if let first = before.float, let second = now.float { return ofFloats(first, second) }
    if let first = before.histogram, let second = now.histogram { return ofHistograms(first, second) }
    return true
  }
}

/// How far the change between the first and the last sample of a window is stretched to the window's edges.
private struct Stretch {
  private let sampled: Double
  private var toStart: Double
  private let toEnd: Double

  init(from: Timestamp, through: Timestamp, count: Int, end: Timestamp, width: Milliseconds) {
    sampled = Double(through - from) / 1000
    let mean = sampled / Double(count - 1)
    // An edge is reached if the sample next to it is about as near as others are to each other.
    let (toStart, toEnd) = (Double(from - (end - width)) / 1000, Double(end - through) / 1000)
    self.toStart = toStart < mean * 1.1 ? toStart : mean / 2
    self.toEnd = toEnd < mean * 1.1 ? toEnd : mean / 2
  }

  /// - Parameter part: of the time between the samples.
  mutating func limitStart(to part: Double) { toStart = min(toStart, sampled * part) }

  var factor: Double { (sampled + toStart + toEnd) / sampled }
}
