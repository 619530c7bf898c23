import Storage
import TimeSeries

/// One rule after its evaluation at a slot, not stored yet.
struct RuleOutcome: Sendable {
  /// In its group.
  let place: Int
  var rule: RuleProgress
  var result: Result<RuleOutput, RuleError>
  /// The rows of the batch that are its own.
  var batchRows = 0..<0
  /// What it knows if the batch is stored.
  var memory = RuleMemory()

  init(place: Int, rule: RuleProgress, result: Result<RuleOutput, RuleError>) {
    self.place = place
    self.rule = rule
    self.result = result
  }

  var sampleCount: Int { (try? result.get().rows.count) ?? 0 }

  /// Puts the samples, the stale markers and what the rule must remember into the batch.
  mutating func put(in batch: inout SampleBatch, at timestamp: Timestamp, _ key: RuleGroupKey) {
    guard case .success(let output) = result else { return }
    let start = batch.count
    output.append(to: &batch, at: timestamp)
    memory = RuleMemory(outputs: rule.memory.outputs, alerts: output.alerts, held: output.held)
    let series = output.rows.map(\.series)
    if output.isWithheld {
      memory.outputs = Set(memory.outputs).union(series).sorted()
    } else if series != rule.storedSeries || series.isEmpty {
      let present = Set(series)
      for gone in rule.memory.outputs where !present.contains(gone) {
        batch.append(gone, timestamp, StaleMarker.value)
      }
      memory.outputs = series.sorted()
    }
    batchRows = start..<batch.count
    if mustBeWritten { batch.records.append(RuleRecord.change(key, rule.identity, memory)) }
  }

  private var mustBeWritten: Bool {
    rule.isUnsaved || memory.outputs != rule.memory.outputs || memory.held != rule.memory.held
      || memory.alerts.hasTransition(since: rule.memory.alerts)
  }

  /// The batch is stored.
  mutating func stored() {
    guard case .success(let output) = result else { return }
    rule.memory = memory
    rule.isUnsaved = false
    rule.storedSeries = output.isWithheld ? [] : output.rows.map(\.series)
    if case .hold = rule.settings.onMissing, !output.isWithheld {
      rule.lastRows = output.rows.filter { $0.series != rule.coverageSeries }
    }
  }

  /// The batch was not stored. Alerts are what they are all the same; they are written down with the next batch.
  mutating func notStored(_ error: StorageError) {
    guard case .success(let output) = result else { return }
    rule.memory.alerts = output.alerts
    rule.isUnsaved = true
    result = .failure(RuleError(.storage, error.description))
  }

  /// Takes note if samples of this rule were refused.
  mutating func refused(_ outcome: AppendResult, _ batch: SampleBatch) {
    let isRefused = outcome.refusedExamples.contains { example in
      batchRows.contains {
        batch.series[$0] == example.series && batch.values[$0].bitPattern == example.value.bitPattern
      }
    }
    guard isRefused else { return }
    result = .failure(
      RuleError(
        .refusedSamples,
        "storage refused \(outcome.refusedCount) of \(batch.count) samples: \(outcome.duplicateTimestampCount) with "
          + "another value at the same timestamp, \(outcome.tooOldCount) too old, \(outcome.tooFarAheadCount) too far "
          + "ahead"))
  }
}
