import PromQL
import Storage
import TimeSeries

/// The outputs of recording rules that a rule reads, and how complete they were when they were recorded.
///
/// A cluster may have been healed, and the rules before not be evaluated again yet: what the clusters say now is not what
/// their outputs hold.
struct RecordedInputs: Sendable {
  /// By metric name, the longest reach.
  private let reaches: [String: Milliseconds]

  init(_ inputs: RuleInputs, recorded names: Set<String>) {
    var reaches: [String: Milliseconds] = [:]
    for selector in inputs.selectors {
      guard let name = selector.name, names.contains(name) else { continue }
      reaches[name] = max(reaches[name] ?? 0, selector.reach)
    }
    self.reaches = reaches
  }

  /// The least share that stands beside what the rule reads at `time`; 1 where none does.
  func ratio(at time: Timestamp, lookback: Milliseconds, in view: any Queryable) -> Double {
    reaches.reduce(1.0) { least, input in
      min(least, ratio(of: input.key, after: time - input.value, through: time, lookback, view))
    }
  }

  private func ratio(
    of name: String, after start: Timestamp, through end: Timestamp, _ lookback: Milliseconds, _ view: any Queryable
  ) -> Double {
    let matchers = [
      LabelMatcher(LabelName.metricName, equals: CoverageSeries.name), LabelMatcher("rule", equals: name),
    ]
    var least = 1.0
    // What cannot be read is the rule's own error.
    guard let selection = try? view.select(matchers, SelectRange(from: start - lookback, through: end)) else {
      return 1
    }
    try? selection.read(0..<selection.labels.count) { _, samples in
      for row in (0..<samples.count).reversed() where !samples.values[row].isStaleMarker {
        least = min(least, samples.values[row])
        // A sample speaks for the time until the next one.
        if samples.timestamps[row] <= start { break }
      }
    }
    return least
  }
}
