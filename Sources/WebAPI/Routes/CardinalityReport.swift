package import TimeSeries

/// What storage holds, and which names, labels and pairs have most of it: `/api/v1/status/tsdb`.
package struct CardinalityReport: Sendable {
  package struct Row: Sendable {
    package var name: String
    package var value: Int

    package init(name: String, value: Int) {
      self.name = name
      self.value = value
    }
  }

  package var seriesCount = 0
  package var labelPairCount = 0
  package var chunkCount = 0
  /// `nil` without a sample.
  package var extent: ClosedRange<Timestamp>?
  /// Bytes on disk.
  package var diskBytes = 0

  // Each with the largest first.
  package var seriesCountByMetricName: [Row] = []
  package var labelValueCountByLabelName: [Row] = []
  package var memoryInBytesByLabelName: [Row] = []
  package var seriesCountByLabelValuePair: [Row] = []

  package init() {}

  func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.objectMember("headStats") {
        $0.member("numSeries", seriesCount)
        $0.member("numLabelPairs", labelPairCount)
        $0.member("chunkCount", chunkCount)
        // What Prometheus shows of an empty head.
        $0.member("minTime", Int(extent?.lowerBound ?? .max))
        $0.member("maxTime", Int(extent?.upperBound ?? .min))
      }
      write("seriesCountByMetricName", seriesCountByMetricName, to: &writer)
      write("labelValueCountByLabelName", labelValueCountByLabelName, to: &writer)
      write("memoryInBytesByLabelName", memoryInBytesByLabelName, to: &writer)
      write("seriesCountByLabelValuePair", seriesCountByLabelValuePair, to: &writer)
      writer.objectMember("iapetus") { $0.member("diskBytes", diskBytes) }
    }
  }

  private func write(_ key: String, _ rows: [Row], to writer: inout JSONWriter) {
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
