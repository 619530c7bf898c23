import TimeSeries

/// Which names, labels and pairs have the most series: the lists of `/api/v1/status/tsdb`.
struct CardinalityReport {
  private struct Row {
    let name: String
    let value: Int
  }

  private var seriesByMetric: [String: Int] = [:]
  private var seriesByPair: [Label: Int] = [:]
  private let limit: Int

  init(of series: [Labels], limit: Int) {
    self.limit = limit
    for labels in series {
      for label in labels {
        if label.name == LabelName.metricName { seriesByMetric[label.value, default: 0] += 1 }
        seriesByPair[label, default: 0] += 1
      }
    }
  }

  func write(_ head: HeadInfo, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.objectMember("headStats") {
        $0.member("numSeries", head.seriesCount)
        $0.member("numLabelPairs", seriesByPair.count)
        $0.member("chunkCount", head.chunkCount)
        // What Prometheus shows of an empty head.
        $0.member("minTime", Int(head.oldest ?? .max))
        $0.member("maxTime", Int(head.newest ?? .min))
      }
      write("seriesCountByMetricName", top(seriesByMetric.map { Row(name: $0.key, value: $0.value) }), to: &writer)
      write("labelValueCountByLabelName", top(rows { _ in 1 }), to: &writer)
      write("memoryInBytesByLabelName", top(rows { $0.value.utf8.count }), to: &writer)
      let pairs = seriesByPair.map { Row(name: "\($0.key.name)=\($0.key.value)", value: $0.value) }
      write("seriesCountByLabelValuePair", top(pairs), to: &writer)
    }
  }

  /// A number for each label name: the sum of `weight` over its different values.
  private func rows(_ weight: (Label) -> Int) -> [Row] {
    var sums: [String: Int] = [:]
    for label in seriesByPair.keys { sums[label.name, default: 0] += weight(label) }
    return sums.map { Row(name: $0.key, value: $0.value) }
  }

  private func top(_ rows: [Row]) -> ArraySlice<Row> {
    rows.sorted { ($1.value, $0.name) < ($0.value, $1.name) }.prefix(limit)
  }

  private func write(_ key: String, _ rows: ArraySlice<Row>, to writer: inout JSONWriter) {
    writer.arrayMember(key) { writer in
      for row in rows {
        writer.object {
          $0.member("name", row.name)
          $0.member("value", row.value)
        }
      }
    }
  }
}
