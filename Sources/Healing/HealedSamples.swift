package import TimeSeries

/// What rules must know of samples that were fetched later.
package struct HealedSamples: Sendable, Equatable {
  package var clusters: Set<String>
  /// The first and the last timestamp.
  package var range: ClosedRange<Timestamp>
}
