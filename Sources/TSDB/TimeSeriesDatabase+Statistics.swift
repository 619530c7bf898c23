import TimeSeries

extension TimeSeriesDatabase {
  /// - Parameter limit: how many rows each list has at most.
  package func statistics(limit: Int) -> SeriesStatistics {
    var statistics = registry.withState { state in
      var statistics = SeriesStatistics()
      let pairs = state.pairs
      statistics.labelPairCount = pairs.count
      statistics.seriesCountByMetricName = TimeSeriesDatabase.seriesByMetricName(pairs, limit)
      statistics.labelValueCountByLabelName = TimeSeriesDatabase.largest(
        pairs.names.map { .init(name: $0.text, value: $0.pairs.count) }, limit)
      statistics.memoryInBytesByLabelName = TimeSeriesDatabase.largest(
        pairs.names.map { .init(name: $0.text, value: $0.valueByteCount) }, limit)
      statistics.seriesCountByLabelValuePair = TimeSeriesDatabase.seriesByPair(pairs, limit)
      return statistics
    }
    statistics.diskBytes = Directory.byteCount(settings.path)
    statistics.queuedBatchCount = queuedBatchCount
    return statistics
  }

  private static func seriesByMetricName(_ pairs: LabelPairs, _ limit: Int) -> [SeriesStatistics.Row] {
    let metrics = pairs.name(LabelName.metricName)?.pairs ?? []
    return largest(metrics, pairs, limit).map { .init(name: pairs.value(of: $0), value: pairs.postings[Int($0)].count) }
  }

  private static func seriesByPair(_ pairs: LabelPairs, _ limit: Int) -> [SeriesStatistics.Row] {
    let rows = pairs.names.flatMap { name in
      largest(name.pairs, pairs, limit).map {
        SeriesStatistics.Row(name: "\(name.text)=\(pairs.value(of: $0))", value: pairs.postings[Int($0)].count)
      }
    }
    return largest(rows, limit)
  }

  /// The pairs that most series have. Their texts are made for these only.
  private static func largest(_ numbers: [UInt32], _ pairs: LabelPairs, _ limit: Int) -> ArraySlice<UInt32> {
    numbers.sorted { (pairs.postings[Int($0)].count, $1) > (pairs.postings[Int($1)].count, $0) }.prefix(limit)
  }

  private static func largest(_ rows: [SeriesStatistics.Row], _ limit: Int) -> [SeriesStatistics.Row] {
    Array(rows.sorted { ($0.value, $1.name) > ($1.value, $0.name) }.prefix(limit))
  }
}
