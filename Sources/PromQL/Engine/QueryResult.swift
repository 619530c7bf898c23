/// An answer, what is to be remarked on it, and what it cost.
package struct QueryResult: Sendable {
  package var value: QueryValue
  package var annotations: Annotations
  package var statistics: QueryStatistics

  package init(value: QueryValue, annotations: Annotations, statistics: QueryStatistics) {
    self.value = value
    self.annotations = annotations
    self.statistics = statistics
  }
}

/// What a query cost, as `stats=all` shows it.
package struct QueryStatistics: Sendable {
  package var queueSeconds = 0.0
  package var prepareSeconds = 0.0
  package var evaluateSeconds = 0.0
  package var sortSeconds = 0.0
  /// Samples that the steps looked at, as if each step were a query of its own.
  package var queryableSamples = 0
  package var queryableSamplesPerStep: [Int] = []
  /// Samples that were read for that: of a range each once, of what is the same at every step those of one step.
  package var readSamples = 0
  package var peakSamples = 0
  package var peakMemoryBytes = 0

  package init() {}
}
