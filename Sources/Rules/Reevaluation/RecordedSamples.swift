import Storage
import TimeSeries

/// What stands in storage of the outputs of a recording rule around one slot.
struct RecordedSamples {
  /// Series with a value at the slot before.
  private(set) var before: Set<SeriesID> = []
  /// What is stored at the slot itself.
  private(set) var at: [SeriesID: RuleOutput.Row] = [:]
  /// Series with a sample, be it a stale marker, at the slot after.
  private(set) var after: Set<SeriesID> = []
  /// The coverage that is stored for the slot; `nil` where there is none.
  private(set) var coverage: Double?
  /// That of the slot after.
  private(set) var coverageAfter: Double?

  /// Series with a value at the slot.
  var alive: Set<SeriesID> { Set(at.values.filter { !$0.value.isStaleMarker }.map(\.series)) }

  /// - Parameters:
  ///   - timestamp: the slot's, `interval` away from those before and after.
  /// - Throws: whatever keeps storage from being read.
  init(
    of rule: RuleSettings, in key: RuleGroupKey, at timestamp: Timestamp, interval: Milliseconds,
    view: any Queryable, storage: any Appendable
  ) throws {
    let range = SelectRange(from: timestamp - interval, through: timestamp + interval)
    let coverageLabels = CoverageSeries.labels(of: rule, in: key)
    let outputs = RecordedSamples.matchers(of: rule)
    for selection in try view.select([
      SelectRequest(outputs, range), SelectRequest(RecordedSamples.matchers(exactly: coverageLabels), range),
    ]) {
      let ids = try selection.labels.map { try storage.seriesID(of: $0) }
      try selection.read(0..<ids.count) { position, samples in
        take(ids[position], samples, timestamp, interval)
        guard selection.labels[position] == coverageLabels else { return }
        coverage = at[ids[position]]?.value
        coverageAfter = samples.timestamps.last == timestamp + interval ? samples.values.last : nil
      }
    }
  }

  private static func matchers(of rule: RuleSettings) -> [LabelMatcher] {
    [LabelMatcher(LabelName.metricName, equals: rule.name)]
      + rule.labels.map { LabelMatcher($0.name, equals: $0.value) }
  }

  private static func matchers(exactly labels: Labels) -> [LabelMatcher] {
    labels.map { LabelMatcher($0.name, equals: $0.value) }
  }

  private mutating func take(
    _ series: SeriesID, _ samples: borrowing SampleColumns, _ timestamp: Timestamp, _ interval: Milliseconds
  ) {
    for row in 0..<samples.count {
      switch samples.timestamps[row] {
      case timestamp - interval: if !samples.values[row].isStaleMarker { before.insert(series) }
      case timestamp:
        at[series] = RuleOutput.Row(
          series: series, value: samples.values[row],
          histogram: samples.histograms.first { $0.row == row }?.histogram)
      case timestamp + interval: after.insert(series)
      default: break
      }
    }
  }
}
