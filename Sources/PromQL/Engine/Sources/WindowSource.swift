import Glibc
import TimeSeries

/// A function over a range vector: for each series and step, what the function makes of the step's window.
struct WindowSource: StepSource {
  let shapes: [SeriesShape]
  private let samples: any SampleSource
  private let geometry: WindowGeometry
  private let kernel: WindowKernel
  private let context: QueryContext
  private let tally: SampleTally

  init(
    _ samples: any SampleSource, _ geometry: WindowGeometry, dropsName: Bool, kernel: @escaping WindowKernel,
    _ context: QueryContext, _ tally: SampleTally
  ) {
    self.samples = samples
    self.geometry = geometry
    self.kernel = kernel
    self.context = context
    self.tally = tally
    shapes = samples.shapes.map { SeriesShape($0.labels, dropsName: $0.dropsName || dropsName) }
  }

  func read(_ range: Range<Int>, _ body: (Int, inout StepColumn) throws -> Void) throws {
    var column = StepColumn(count: geometry.grid.count)
    var windows = WindowMemory(geometry)
    try samples.read(range) { index, samples in
      try context.checkpoint()
      let weight = samples.weight
      try context.hold(weight)
      defer { context.release(weight) }
      column.clear()
      let byteCount = samples.byteCount
      try context.holdMemory(byteCount)
      defer { context.releaseMemory(byteCount) }
      try windows.withSeries(shapes[index].labels, samples, context) { series, floats in
        try kernel(series, &column)
        if series.isLong { try context.checkpoint() }
        count(series, floats)
      }
      try body(index, &column)
      if column.count != geometry.grid.count { column = StepColumn(count: geometry.grid.count) }
    }
  }

  private func count(_ series: WindowSeries, _ floats: WindowRows) {
    let histograms = HistogramWeights(series.histograms, withBuckets: samples.haveBuckets)
    var rows = floats
    if series.hasHistograms {
      rows.add(series.histogramBounds.lower, series.histogramBounds.upper, histograms.total)
    }
    tally.add(read: samples.areStored ? rows.read : 0, looked: rows.looked) {
      series.floatRows($0).count + histograms.total(series.histogramRows($0))
    }
  }
}

/// How many samples the windows of one series hold: all steps' together, and each sample once.
private struct WindowRows {
  private(set) var looked = 0
  private(set) var read = 0

  mutating func add(
    _ lower: UnsafeBufferPointer<Int32>, _ upper: UnsafeBufferPointer<Int32>, _ weight: (Range<Int>) -> Int
  ) {
    var seen = 0
    for step in lower.indices {
      let (first, end) = (Int(lower[step]), Int(upper[step]))
      looked += weight(first..<end)
      if end > max(first, seen) { read += weight(max(first, seen)..<end) }
      seen = max(seen, end)
    }
  }
}

/// As how many samples rows of native histograms count.
private struct HistogramWeights {
  /// Of the rows before each row; empty where there are no histograms.
  private var before: [Int] = []

  init(_ histograms: UnsafeBufferPointer<FloatHistogram>, withBuckets: Bool) {
    if histograms.isEmpty { return }
    before.reserveCapacity(histograms.count + 1)
    before.append(0)
    var sum = 0
    for histogram in histograms {
      sum += withBuckets ? histogram.weight : FloatHistogram.weightWithoutBuckets
      before.append(sum)
    }
  }

  func total(_ rows: Range<Int>) -> Int { rows.isEmpty ? 0 : before[rows.upperBound] - before[rows.lowerBound] }
}

/// Memory for the windows of one series after the other.
private struct WindowMemory {
  private let geometry: WindowGeometry
  /// The samples without stale markers and without the other kind, where the series has any of these.
  private var timestamps: [Timestamp] = []
  private var values: [Double] = []
  private var histogramTimestamps: [Timestamp] = []
  private var histograms: [FloatHistogram] = []
  private var floatTakeovers: [Int32] = []
  private var histogramTakeovers: [Int32] = []
  private var floatStarts = StartColumn()
  private var histogramStarts = StartColumn()
  private var floatBounds: BoundsMemory
  private var histogramBounds: BoundsMemory

  init(_ geometry: WindowGeometry) {
    self.geometry = geometry
    floatBounds = BoundsMemory(geometry.grid.count)
    histogramBounds = BoundsMemory(geometry.grid.count)
  }

  /// Calls `body` with the windows of `samples`, and how many floats they hold.
  mutating func withSeries(
    _ labels: Labels, _ samples: borrowing SampleColumns, _ context: QueryContext,
    _ body: (WindowSeries, WindowRows) throws -> Void
  ) throws {
    if samples.histograms.isEmpty, !WindowMemory.hasStaleMarker(samples.values) {
      histogramTimestamps.removeAll(keepingCapacity: true)
      histograms.removeAll(keepingCapacity: true)
      floatTakeovers = samples.takeovers
      histogramTakeovers = []
      floatStarts = samples.starts
      histogramStarts.removeAll()
      return try samples.timestamps.withUnsafeBufferPointer { timestamps in
        try samples.values.withUnsafeBufferPointer { try withFloats(labels, timestamps, $0, context, body) }
      }
    }
    separate(samples)
    return try timestamps.withUnsafeBufferPointer { timestamps in
      try values.withUnsafeBufferPointer { try withFloats(labels, timestamps, $0, context, body) }
    }
  }

  private mutating func withFloats(
    _ labels: Labels, _ timestamps: UnsafeBufferPointer<Timestamp>, _ values: UnsafeBufferPointer<Double>,
    _ context: QueryContext, _ body: (WindowSeries, WindowRows) throws -> Void
  ) throws {
    floatBounds.update(timestamps, geometry)
    try histogramTimestamps.withUnsafeBufferPointer { histogramTimestamps in
      try histograms.withUnsafeBufferPointer { histograms in
        if !histograms.isEmpty { histogramBounds.update(histogramTimestamps, geometry) }
        try floatBounds.withBounds { floatBounds in
          try histogramBounds.withBounds { histogramBounds in
            try body(
              WindowSeries(
                labels: labels, grid: geometry.grid, width: geometry.width, timestamps: timestamps, values: values,
                floatBounds: floatBounds, histogramTimestamps: histogramTimestamps, histograms: histograms,
                histogramBounds: histogramBounds, geometry: geometry,
                isLong: max(
                  self.floatBounds.rows.looked, histograms.count * geometry.grid.count * WorkWatch.rowsPerHistogram)
                  > WorkWatch.rowsBetweenLooks, context: context, floatTakeovers: floatTakeovers,
                histogramTakeovers: histogramTakeovers, floatStarts: floatStarts, histogramStarts: histogramStarts),
              self.floatBounds.rows)
          }
        }
      }
    }
  }

  private mutating func separate(_ samples: borrowing SampleColumns) {
    timestamps.removeAll(keepingCapacity: true)
    values.removeAll(keepingCapacity: true)
    histogramTimestamps.removeAll(keepingCapacity: true)
    histograms.removeAll(keepingCapacity: true)
    floatTakeovers = []
    histogramTakeovers = []
    floatStarts.removeAll()
    histogramStarts.removeAll()
    var next = 0
    var takeover = 0
    for row in 0..<samples.count {
      let isTakeover = takeover < samples.takeovers.count && samples.takeovers[takeover] == row
      if isTakeover { takeover += 1 }
      let isHistogram = next < samples.histograms.count && samples.histograms[next].row == row
      defer { if isHistogram { next += 1 } }
      if samples.values[row].isStaleMarker { continue }
      if isHistogram {
        if isTakeover { histogramTakeovers.append(Int32(histograms.count)) }
        histogramTimestamps.append(samples.timestamps[row])
        histogramStarts.set(samples.starts[row], at: histograms.count)
        histograms.append(samples.histograms[next].histogram)
      } else {
        if isTakeover { floatTakeovers.append(Int32(values.count)) }
        floatStarts.set(samples.starts[row], at: values.count)
        timestamps.append(samples.timestamps[row])
        values.append(samples.values[row])
      }
    }
  }

  private static func hasStaleMarker(_ values: [Double]) -> Bool {
    // The constant is a local one, so that the loop becomes a vector's.
    let stale = StaleMarker.bits
    var found = false
    for value in values { found = found || value.bitPattern == stale }
    return found
  }
}

/// Bounds of the windows of the series seen last. Series that were scraped together have the same timestamps, and then
/// the bounds are already there.
private struct BoundsMemory {
  private var known: [Timestamp] = []
  private var lower: [Int32]
  private var upper: [Int32]
  private(set) var rows = WindowRows()

  init(_ count: Int) {
    lower = Array(repeating: 0, count: count)
    upper = lower
  }

  mutating func update(_ timestamps: UnsafeBufferPointer<Timestamp>, _ geometry: WindowGeometry) {
    if isKnown(timestamps) { return }
    lower.withUnsafeMutableBufferPointer { lower in
      upper.withUnsafeMutableBufferPointer { upper in
        geometry.bounds(of: timestamps, lower: lower, upper: upper)
      }
    }
    known.removeAll(keepingCapacity: true)
    known.append(contentsOf: timestamps)
    rows = WindowRows()
    lower.withUnsafeBufferPointer { lower in
      upper.withUnsafeBufferPointer { rows.add(lower, $0) { $0.count } }
    }
  }

  private func isKnown(_ timestamps: UnsafeBufferPointer<Timestamp>) -> Bool {
    guard timestamps.count == known.count, let base = timestamps.baseAddress, !known.isEmpty else { return false }
    return known.withUnsafeBytes { $0.baseAddress.map { memcmp($0, base, known.count * 8) == 0 } ?? false }
  }

  func withBounds(_ body: (WindowSeries.Bounds) throws -> Void) throws {
    try lower.withUnsafeBufferPointer { lower in
      try upper.withUnsafeBufferPointer { try body(WindowSeries.Bounds(lower: lower, upper: $0)) }
    }
  }
}
