package import TimeSeries

/// All that ``HealingManager`` must know of the configuration.
package struct HealingSettings: Sendable, Equatable {
  package var isEnabled = true
  /// Samples older than this are let go.
  package var maxAge: Milliseconds = 86_400_000
  /// How many clusters are healed at the same time.
  package var concurrency = 2
  /// To all children together.
  package var requestsPerSecond = 4.0
  /// How much time one request asks for; less where an answer proves too large.
  package var sliceLength: Milliseconds = 1_800_000
  /// Of one request.
  package var timeout: Milliseconds = 30_000
  /// Of one answer, as it arrives and as it inflates.
  package var bodyBytesMax = 32 << 20
  /// Of one answer.
  package var samplesMax = 500_000
  package var seriesMax = 100_000

  package init() {}

  /// No request asks for less.
  package static let sliceLengthMin: Milliseconds = 60_000
  /// Good scrapes in a row before a child is asked.
  static let deliveriesMin = 2
  static let retryMin: Milliseconds = 5000
  static let retryMax: Milliseconds = 300_000
}
