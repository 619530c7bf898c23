package import TimeSeries

/// How much a database holds at one moment.
package struct TimeSeriesStatus: Sendable, Equatable {
  package var seriesCount: Int
  /// Chunks in memory: open ones, and ended ones that are not stored yet.
  package var headChunkCount: Int
  /// The oldest and the newest sample; `nil` without any.
  package var extent: ClosedRange<Timestamp>?
}

extension TimeSeriesDatabase {
  package var status: TimeSeriesStatus {
    head.reading {
      TimeSeriesStatus(
        seriesCount: head.counts.series, headChunkCount: head.counts.chunks,
        extent: head.extent.oldest <= head.extent.newest ? head.extent.oldest...head.extent.newest : nil)
    }
  }

  /// How long samples are kept, for people.
  package var retentionText: String {
    let time = PromDuration.text(settings.retentionTime)
    return settings.retentionBytes.map { "\(time) or \(ByteSize.text($0))" } ?? time
  }
}
