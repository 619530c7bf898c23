package import TimeSeries

/// The samples of one series and, for each step, which of them lie in its window `(end − width, end]`.
///
/// Floats and native histograms are apart, as nearly all functions treat them apart; stale markers are gone. Valid
/// during the call of a kernel only.
package struct WindowSeries {
  /// Sample columns of one kind, and bounds into them for each step: `lower[step]..<upper[step]`.
  package struct Bounds {
    package let lower: UnsafeBufferPointer<Int32>
    package let upper: UnsafeBufferPointer<Int32>
  }

  package let labels: Labels
  /// The evaluation times; ``end(_:)`` gives the windows'.
  package let grid: StepGrid
  package let width: Milliseconds
  package let timestamps: UnsafeBufferPointer<Timestamp>
  package let values: UnsafeBufferPointer<Double>
  package let floatBounds: Bounds
  package let histogramTimestamps: UnsafeBufferPointer<Timestamp>
  package let histograms: UnsafeBufferPointer<FloatHistogram>
  package let histogramBounds: Bounds
  let geometry: WindowGeometry
  /// There is so much to do that kernels have to look whether somebody still waits for it.
  let isLong: Bool
  let context: QueryContext
  /// Rows of floats, and of native histograms, at which a counter that fell has not begun anew; sorted, nearly always none.
  let floatTakeovers: [Int32]
  let histogramTakeovers: [Int32]
  /// Start timestamps of floats, and of native histograms, by row; nearly always none.
  let floatStarts: StartColumn
  let histogramStarts: StartColumn

  /// Whether a fall of the counter at a row of floats is none of its own: another replica took over there.
  @inline(__always)
  func isTakeover(_ row: Int) -> Bool { !floatTakeovers.isEmpty && floatTakeovers.contains(Int32(row)) }

  @inline(__always)
  func isHistogramTakeover(_ row: Int) -> Bool {
    !histogramTakeovers.isEmpty && histogramTakeovers.contains(Int32(row))
  }

  /// The right, inclusive edge of a step's window.
  @inline(__always)
  package func end(_ step: Int) -> Timestamp { geometry.end(step) }

  /// Whether samples are in several windows, so that it pays to slide.
  var overlap: Bool { grid.count > 1 && width > grid.step }

  package var hasHistograms: Bool { !histograms.isEmpty }

  /// Gives every step whose window has at least `minimum` floats the value of its rows.
  @inline(__always)
  package func fill(
    _ column: inout StepColumn, minimum: Int = 1, _ value: (_ step: Int, _ rows: Range<Int>) throws -> Double
  ) rethrows {
    let (lower, upper) = (floatBounds.lower, floatBounds.upper)
    if isLong {
      var watch = WorkWatch(context)
      return try column.fill { step in
        let rows = Range(uncheckedBounds: (Int(lower[step]), Int(upper[step])))
        return rows.count < minimum || watch.isOver(after: rows.count) ? nil : try value(step, rows)
      }
    }
    try column.fill { step in
      let rows = Range(uncheckedBounds: (Int(lower[step]), Int(upper[step])))
      return rows.count < minimum ? nil : try value(step, rows)
    }
  }

  /// Gives every step the value that `value` has for it, or none, whatever is in its window.
  package func fillSteps(_ column: inout StepColumn, _ value: (_ step: Int) throws -> Double?) rethrows {
    var watch = WorkWatch(context)
    try column.fill { step in
      let work = floatRows(step).count + histogramRows(step).count * WorkWatch.rowsPerHistogram
      return watch.isOver(after: work) ? nil : try value(step)
    }
  }

  /// Calls `body` with every step and the histograms in its window.
  func forEachHistogramRows(_ body: (_ step: Int, _ rows: Range<Int>) -> Void) {
    guard hasHistograms else { return }
    var watch = WorkWatch(context)
    for step in 0..<grid.count {
      let rows = histogramRows(step)
      if watch.isOver(after: rows.count * WorkWatch.rowsPerHistogram) { return }
      body(step, rows)
    }
  }

  /// Calls `body` with room for something of each row of floats, which the query holds for so long.
  @inline(__always)
  func withRoom<Element>(
    of type: Element.Type, _ body: (UnsafeMutableBufferPointer<Element>) throws -> Void
  ) throws {
    try context.holding(values.count * MemoryLayout<Element>.stride) {
      try withUnsafeTemporaryAllocation(of: type, capacity: max(1, values.count), body)
    }
  }

  package func floatRows(_ step: Int) -> Range<Int> { Int(floatBounds.lower[step])..<Int(floatBounds.upper[step]) }

  package func histogramRows(_ step: Int) -> Range<Int> {
    histograms.isEmpty ? 0..<0 : Int(histogramBounds.lower[step])..<Int(histogramBounds.upper[step])
  }

  /// Whether a step's window holds samples of both kinds.
  package func isMixed(_ step: Int) -> Bool { !floatRows(step).isEmpty && !histogramRows(step).isEmpty }

  package var hasMixedWindow: Bool { hasHistograms && (0..<grid.count).contains { isMixed($0) } }
}
