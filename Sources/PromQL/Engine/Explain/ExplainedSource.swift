import Telemetry

/// A stream whose node hears what passes, and how long it took: without what its reader does with it.
struct ExplainedSource: StepSource {
  let source: any StepSource
  let node: ExplainedNode

  var shapes: [SeriesShape] { source.shapes }

  func read(_ range: Range<Int>, _ body: (Int, inout StepColumn) throws -> Void) throws {
    var watch = ReadingWatch(node)
    defer { watch.stop() }
    try source.read(range) { index, column in
      try watch.passing(column.presence.population) { try body(index, &column) }
    }
  }
}
