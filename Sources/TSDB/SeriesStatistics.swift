/// Which names, labels and pairs the series of a database have most of: the lists of `/api/v1/status/tsdb`.
package struct SeriesStatistics: Sendable, Equatable {
  package struct Row: Sendable, Equatable {
    package var name: String
    package var value: Int

    package init(name: String, value: Int) {
      self.name = name
      self.value = value
    }
  }

  /// Distinct pairs of label name and value.
  package var labelPairCount = 0
  /// Bytes of the files on disk.
  package var diskBytes = 0
  /// Batches that wait for the writer.
  package var queuedBatchCount = 0

  // The largest of each kind, largest first.
  package var seriesCountByMetricName: [Row] = []
  package var labelValueCountByLabelName: [Row] = []
  package var memoryInBytesByLabelName: [Row] = []
  package var seriesCountByLabelValuePair: [Row] = []
}
