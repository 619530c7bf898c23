import Storage
import TimeSeries

/// What the re-evaluation of a slot changes in storage.
struct Correction: Sendable {
  /// Samples where there are none yet.
  private(set) var filling = SampleBatch()
  private var replacements: [(new: RuleOutput.Row, old: RuleOutput.Row)] = []
  private let timestamp: Timestamp

  init(at timestamp: Timestamp) { self.timestamp = timestamp }

  /// Adds the output of a rule.
  ///
  /// - Parameters:
  ///   - known: series that the rule is known to write.
  ///   - mayReplace: whether what is recorded was recorded of incomplete inputs.
  ///   - next: the slot after, if it was evaluated before this one: series that end here must not seem to last.
  mutating func add(
    _ rows: [RuleOutput.Row], _ recorded: RecordedSamples, _ known: Set<SeriesID>, mayReplace: Bool, next: Timestamp?
  ) {
    for row in rows { add(row, recorded, mayReplace) }
    let present = Set(rows.map(\.series))
    let ended = recorded.before.intersection(known).subtracting(present)
    for series in ended { add(RuleOutput.Row(series: series, value: StaleMarker.value), recorded, mayReplace) }
    if mayReplace {
      // In the answer that lacked something, and no longer in this one.
      for (series, old) in recorded.at where known.contains(series) && !present.contains(series) {
        guard !ended.contains(series), !old.value.isStaleMarker else { continue }
        add(RuleOutput.Row(series: series, value: StaleMarker.value), recorded, true)
      }
    }
    guard let next else { return }
    for series in present.subtracting(recorded.after) { filling.append(series, next, StaleMarker.value) }
  }

  private mutating func add(_ row: RuleOutput.Row, _ recorded: RecordedSamples, _ mayReplace: Bool) {
    guard let old = recorded.at[row.series] else { return filling.append(row, at: timestamp) }
    let isSame = old.value.bitPattern == row.value.bitPattern && old.histogram == row.histogram
    if mayReplace, !isSame { replacements.append((row, old)) }
  }

  /// The samples that take the place of others, with a record of what those were.
  func replacing(in key: RuleGroupKey) -> SampleBatch {
    var batch = SampleBatch()
    guard !replacements.isEmpty else { return batch }
    batch.replaces = true
    for (new, _) in replacements { batch.append(new, at: timestamp) }
    batch.records = [CorrectionRecord.change(of: replacements.map(\.old), at: timestamp, in: key)]
    return batch
  }
}
