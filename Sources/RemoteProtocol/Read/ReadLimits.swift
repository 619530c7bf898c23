/// What one answer of a child may hold. An answer is refused as soon as it passes one of these, before memory is spent.
package struct ReadLimits: Sendable, Equatable {
  /// One frame of a streamed answer. Prometheus cuts its own at 1 MiB, or behind the series that passes that.
  package var frameByteCountMax = 16 << 20
  /// An answer in one message, after decompression.
  package var messageByteCountMax = 64 << 20
  package var seriesMax = 200_000
  /// At 16 bytes each in memory.
  package var samplesMax = 1_000_000
  package var labelsPerSeriesMax = 256

  package init() {}
}
