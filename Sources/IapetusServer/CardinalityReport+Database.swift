import TSDB
import WebAPI

extension CardinalityReport {
  /// What `database` holds at this moment; each list with at most `limit` rows.
  init(of database: TimeSeriesDatabase, limit: Int) {
    self.init()
    let status = database.status
    let statistics = database.statistics(limit: limit)
    seriesCount = status.seriesCount
    chunkCount = status.headChunkCount
    extent = status.extent
    labelPairCount = statistics.labelPairCount
    diskBytes = statistics.diskBytes
    seriesCountByMetricName = CardinalityReport.rows(statistics.seriesCountByMetricName)
    labelValueCountByLabelName = CardinalityReport.rows(statistics.labelValueCountByLabelName)
    memoryInBytesByLabelName = CardinalityReport.rows(statistics.memoryInBytesByLabelName)
    seriesCountByLabelValuePair = CardinalityReport.rows(statistics.seriesCountByLabelValuePair)
  }

  private static func rows(_ rows: [SeriesStatistics.Row]) -> [Row] {
    rows.map { Row(name: $0.name, value: $0.value) }
  }
}
