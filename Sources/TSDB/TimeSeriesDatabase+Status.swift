import TimeSeries

extension TimeSeriesDatabase {
  /// - Parameter limit: how many rows each list has at most.
  package func status(limit: Int) -> TimeSeriesStatus {
    var status = registry.withState { state in
      var status = TimeSeriesStatus()
      let pairs = state.pairs
      status.labelPairCount = pairs.count
      status.seriesCountByMetricName = TimeSeriesDatabase.seriesByMetricName(pairs, limit)
      status.labelValueCountByLabelName = TimeSeriesDatabase.largest(
        pairs.names.map { .init(name: $0.text, value: $0.pairs.count) }, limit)
      status.memoryInBytesByLabelName = TimeSeriesDatabase.largest(
        pairs.names.map { .init(name: $0.text, value: $0.valueByteCount) }, limit)
      status.seriesCountByLabelValuePair = TimeSeriesDatabase.seriesByPair(pairs, limit)
      return status
    }
    let (counts, extent) = head.reading { (head.counts, head.extent) }
    status.seriesCount = counts.series
    status.chunkCount = counts.chunks
    if counts.series > 0 { (status.minTime, status.maxTime) = (extent.oldest, extent.newest) }
    status.diskBytes = Directory.byteCount(settings.path)
    status.queuedBatchCount = queuedBatchCount
    return status
  }

  private static func seriesByMetricName(_ pairs: LabelPairs, _ limit: Int) -> [TimeSeriesStatus.Row] {
    let metrics = pairs.name(LabelName.metricName)?.pairs ?? []
    return largest(metrics, pairs, limit).map { .init(name: pairs.value(of: $0), value: pairs.postings[Int($0)].count) }
  }

  private static func seriesByPair(_ pairs: LabelPairs, _ limit: Int) -> [TimeSeriesStatus.Row] {
    let rows = pairs.names.flatMap { name in
      largest(name.pairs, pairs, limit).map {
        TimeSeriesStatus.Row(name: "\(name.text)=\(pairs.value(of: $0))", value: pairs.postings[Int($0)].count)
      }
    }
    return largest(rows, limit)
  }

  /// The pairs that most series have. Their texts are made for these only.
  private static func largest(_ numbers: [UInt32], _ pairs: LabelPairs, _ limit: Int) -> ArraySlice<UInt32> {
    numbers.sorted { (pairs.postings[Int($0)].count, $1) > (pairs.postings[Int($1)].count, $0) }.prefix(limit)
  }

  private static func largest(_ rows: [TimeSeriesStatus.Row], _ limit: Int) -> [TimeSeriesStatus.Row] {
    Array(rows.sorted { ($0.value, $1.name) > ($1.value, $0.name) }.prefix(limit))
  }
}
