package import TimeSeries

/// A stretch of time of one series.
package struct SeriesSpan: Sendable, Equatable {
  package var series: SeriesID
  package var from: Timestamp
  package var through: Timestamp

  package init(_ series: SeriesID, from: Timestamp, through: Timestamp) {
    self.series = series
    self.from = from
    self.through = through
  }
}
