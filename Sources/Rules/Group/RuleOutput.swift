import PromQL
import Storage
import TimeSeries

/// What one evaluation of one rule wants to store.
struct RuleOutput: Sendable {
  struct Row: Sendable {
    var series: SeriesID
    var value: Double
    var histogram: FloatHistogram?
  }

  var rows: [Row]
  /// Alerts after the evaluation; empty for a recording rule.
  var alerts = AlertBook()

  /// Sorted.
  var series: [SeriesID] { rows.map(\.series).sorted() }

  /// The rows at `timestamp`, and stale markers for those of `previous` (sorted) that are not among them.
  func batch(at timestamp: Timestamp, previous: [SeriesID]) -> SampleBatch {
    var batch = SampleBatch()
    batch.reserveCapacity(rows.count)
    for row in rows {
      if let histogram = row.histogram {
        batch.append(row.series, timestamp, histogram)
      } else {
        batch.append(row.series, timestamp, row.value)
      }
    }
    let present = Set(rows.map(\.series))
    for series in previous where !present.contains(series) { batch.append(series, timestamp, StaleMarker.value) }
    return batch
  }
}
