import Storage
import TimeSeries

/// What was stored beside a recording rule's output: for which times it lacked a cluster.
struct RecordedCoverage {
  private let base: any Queryable

  init(_ base: any Queryable) { self.base = base }

  /// Whether the output of the rule that a selector names was partial at a time that is asked about; `nil` if it was whole,
  /// or is no rule's output.
  func partial(_ matchers: [LabelMatcher], _ ranges: [SelectRange]) -> Coverage.PartialRule? {
    guard let rule = matchers.first(where: { $0.name == LabelName.metricName && $0.operation == .equal })?.value,
      rule != MetricName.coverageRatio
    else { return nil }
    var partial: Coverage.PartialRule?
    for range in ranges {
      // What cannot be read is the query's own error.
      guard let selection = try? base.select(RecordedCoverage.matchers(rule), range) else { continue }
      try? selection.read(0..<selection.labels.count) { _, columns in
        RecordedCoverage.look(at: columns, range, rule, &partial)
      }
    }
    return partial
  }

  private static func matchers(_ rule: String) -> [LabelMatcher] {
    [LabelMatcher(LabelName.metricName, equals: MetricName.coverageRatio), LabelMatcher("rule", equals: rule)]
  }

  /// A sample speaks for the time until the next one.
  private static func look(
    at columns: borrowing SampleColumns, _ range: SelectRange, _ rule: String, _ partial: inout Coverage.PartialRule?
  ) {
    for row in 0..<columns.count where columns.values[row] < 1 {
      let end = row + 1 < columns.count ? columns.timestamps[row + 1] : .max
      guard range.asks(between: columns.timestamps[row] - 1, and: end) else { continue }
      let known = partial ?? Coverage.PartialRule(rule: rule, since: columns.timestamps[row], ratio: 1)
      partial = Coverage.PartialRule(
        rule: rule, since: min(known.since, columns.timestamps[row]), ratio: min(known.ratio, columns.values[row]))
    }
  }
}
