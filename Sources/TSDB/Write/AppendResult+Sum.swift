import Storage

extension AppendResult {
  /// Adds what became of further samples of the same batch.
  mutating func add(_ other: AppendResult) {
    storedCount += other.storedCount
    outOfOrderCount += other.outOfOrderCount
    heartbeatCount += other.heartbeatCount
    replacedCount += other.replacedCount
    duplicateTimestampCount += other.duplicateTimestampCount
    tooOldCount += other.tooOldCount
    tooFarAheadCount += other.tooFarAheadCount
    refusedHistogramCount += other.refusedHistogramCount
    refusedExamples += other.refusedExamples
  }
}
