import PromQL
import Storage
import TimeSeries

/// What one evaluation of one rule wants to store.
struct RuleOutput: Sendable {
  struct Row: Sendable, Equatable {
    var series: SeriesID
    var value: Double
    var histogram: FloatHistogram?
  }

  var rows: [Row]
  /// Alerts after the evaluation; empty for a recording rule.
  var alerts = AlertBook()
  /// What the rule repeats from now on, while a cluster is missing.
  var held: HeldOutput?
  /// Whether series that are not among the rows go on all the same: the output was withheld, not computed.
  var isWithheld = false

  /// The rows at `timestamp`.
  func append(to batch: inout SampleBatch, at timestamp: Timestamp) {
    for row in rows { batch.append(row, at: timestamp) }
  }
}

extension SampleBatch {
  mutating func append(_ row: RuleOutput.Row, at timestamp: Timestamp) {
    if let histogram = row.histogram {
      append(row.series, timestamp, histogram)
    } else {
      append(row.series, timestamp, row.value)
    }
  }
}
