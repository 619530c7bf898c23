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
    windows.forEachHistogramRows { step, rows in
      guard rows.count >= minimum, windows.floatRows(step).isEmpty else { return }
      if let histogram = value(step, rows) { column.set(step, histogram) }
    }
  }

  /// `sum_over_time` and `avg_over_time`.
  func fillSums(_ windows: WindowSeries, _ column: inout StepColumn, asMean: Bool) throws {
    let (histograms, labels) = (windows.histograms, windows.labels)
    let slides =
      windows.overlap && FloatMath.sumsInAnyOrder(histograms.count) { histograms[$0].sum }
      && FloatMath.sumsInAnyOrder(histograms.count) { histograms[$0].count }
    let byteCount = slides ? SlidingHistogramSum.peakByteCount(histograms) : 0
    try call.context.holdMemory(byteCount)
    defer { call.context.releaseMemory(byteCount) }
    var sliding = SlidingHistogramSum(histograms)
    fill(windows, &column, minimum: 1) { _, rows in
      let sum = slides ? sliding.sum(of: rows) : HistogramSum(of: histograms[rows])
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
    guard windows.hasHistograms else { return }
    let (histograms, timestamps) = (windows.histograms, windows.histogramTimestamps)
    let (geometry, width) = (windows.geometry, windows.width)
    let counts = HistogramRowCounts(windows, isCounter: isCounter)
    fill(windows, &column, minimum: 1) { step, rows in
      let (first, last) = (rows.lowerBound, rows.upperBound - 1)
      let begun = StartStretch(
        start: isCounter ? windows.histogramStarts[first] : 0, first: timestamps[first], last: timestamps[last],
        count: rows.count, end: geometry.end(step), width: width)
      if rows.count < 2, begun == nil { return nil }
      guard var change = rows.count < 2 ? histograms[first] : change(windows, rows, counts, isCounter: isCounter) else {
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
    _ windows: WindowSeries, _ rows: Range<Int>, _ counts: HistogramRowCounts, isCounter: Bool
  ) -> FloatHistogram? {
    let histograms = windows.histograms
    var before = histograms[rows.lowerBound]
    // If the counter began anew right after the first, that one does not count, whatever its buckets.
    if isCounter, counts.resets[rows.lowerBound + 1] { before = beginning(windows, rows.lowerBound + 1) }
    let last = rows.suffix(1)
    guard areAlike(last, before, counts), !isCounter || areAlike(rows.dropFirst(), before, counts) else {
      // Of a counter both ends are looked at before their buckets.
      if isCounter, !areAlike(last, before, counts) {
        warnOfGauges(windows, counts.gauges[rows.prefix(1)] + counts.gauges[last])
      }
      call.context.warnOfMixedSchemas(windows.labels.metricName, at: position)
      return nil
    }
    if isCounter { warnOfGauges(windows, counts.gauges[rows]) } else { warnOfCounters(windows, rows) }
    var result = histograms[rows.upperBound - 1]
    if let notes = result.subtract(before) { call.context.remarkOnBounds(notes, during: "subtraction", at: position) }
    let later = rows.dropFirst(2)
    if counts.resets[later] > 0 {
      for row in later where counts.resets[row] { addLost(row, windows, to: &result) }
    }
    result.counterReset = .gauge
    return result
  }

  /// What a counter had as it began anew at `row`: nothing; where another replica took over, all that this one had.
  private func beginning(_ windows: WindowSeries, _ row: Int) -> FloatHistogram {
    let first = windows.histograms[row]
    if windows.isHistogramTakeover(row) { return first }
    var empty = FloatHistogram()
    empty.schema = first.schema
    empty.customBounds = first.customBounds
    empty.zeroThreshold = first.zeroThreshold
    return empty
  }

  private func addLost(_ row: Int, _ windows: WindowSeries, to change: inout FloatHistogram) {
    guard let notes = change.addLost(windows.histograms[row - 1], at: row, windows) else { return }
    call.context.remarkOnBounds(notes, during: "addition", at: position)
  }

  /// Whether all rows have custom buckets, or none, as `first` has.
  private func areAlike(_ rows: Range<Int>, _ first: FloatHistogram, _ counts: HistogramRowCounts) -> Bool {
    counts.customs[rows] == (first.usesCustomBuckets ? rows.count : 0)
  }

  private func warnOfGauges(_ windows: WindowSeries, _ count: Int) {
    if count > 0 { call.context.warnOfKind(windows.labels, "counter", at: position) }
  }

  /// Of `delta`, which only looks at both ends.
  private func warnOfCounters(_ windows: WindowSeries, _ rows: Range<Int>) {
    let ends = [rows.lowerBound, rows.upperBound - 1]
    if ends.contains(where: { windows.histograms[$0].counterReset != .gauge }) {
      call.context.warnOfKind(windows.labels, "gauge", at: position)
    }
  }

  // MARK: The last two samples

  /// `irate` and `idelta`, where the last two samples are histograms.
  func fillLastChanges(_ windows: WindowSeries, _ column: inout StepColumn, isRate: Bool) {
    windows.forEachHistogramRows { step, _ in
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
    if !isRate {
      warnOfCounters(windows, rows)
    } else if rows.contains(where: { windows.histograms[$0].counterReset == .gauge }) {
      call.context.warnOfKind(windows.labels, "counter", at: position)
    }
    var result = last
    column.presence[step] = false
    let isReset = isRate && windows.isHistogramReset(rows.upperBound - 1)
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
      result.divide(by: Double(elapsed) / 1000)
    }
    column.set(step, result)
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
