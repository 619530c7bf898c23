/// What a query holds, now and at most.
package struct QueryUsage: Sendable, Equatable {
  package var samples = 0
  package var peakSamples = 0
  package var memoryBytes = 0
  package var peakMemoryBytes = 0
}
