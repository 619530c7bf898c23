package import TimeSeries

/// What storage holds, as `/api/v1/status/tsdb` begins.
package struct HeadInfo: Sendable {
  package var seriesCount: Int
  package var chunkCount: Int
  /// `nil` without a sample.
  package var oldest: Timestamp?
  package var newest: Timestamp?

  package init(seriesCount: Int, chunkCount: Int, oldest: Timestamp?, newest: Timestamp?) {
    self.seriesCount = seriesCount
    self.chunkCount = chunkCount
    self.oldest = oldest
    self.newest = newest
  }
}
