import Storage
import TimeSeries

/// As ``ExplainedSource``, for the samples of ranges.
struct ExplainedSamples: SampleSource {
  let source: any SampleSource
  let node: ExplainedNode

  var shapes: [SeriesShape] { source.shapes }
  var areStored: Bool { source.areStored }
  var haveBuckets: Bool { source.haveBuckets }

  func read(_ range: Range<Int>, _ body: (Int, borrowing SampleColumns) throws -> Void) throws {
    var watch = ReadingWatch(node)
    defer { watch.stop() }
    try source.read(range) { index, samples in
      try watch.passing(samples.count) { try body(index, samples) }
    }
  }
}
