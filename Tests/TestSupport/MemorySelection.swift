package import Storage
package import TimeSeries

/// What a storage in memory has found.
package struct MemorySelection: SeriesSelection {
  package let labels: [Labels]
  private let samples: [SampleColumns]

  package init(labels: [Labels], samples: [SampleColumns]) {
    self.labels = labels
    self.samples = samples
  }

  package func reordered(_ order: [Int]) -> any SeriesSelection {
    MemorySelection(labels: order.map { labels[$0] }, samples: order.map { samples[$0] })
  }

  package func read(_ range: Range<Int>, _ body: (Int, borrowing SampleColumns) throws -> Void) throws {
    for index in range { try body(index, samples[index]) }
  }
}
