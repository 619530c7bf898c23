package import TimeSeries

/// What rules must know of samples that were fetched later.
package struct HealedSamples: Sendable, Equatable {
  package var clusters: Set<String>
  /// From where nothing had been delivered any more, to the last sample.
  package var range: ClosedRange<Timestamp>
}
