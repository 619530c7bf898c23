package import TimeSeries

/// What samples can be appended to. Safe to call from any task.
package protocol Appendable: Sendable {
  /// The id of a series, registered if it is new. A new id becomes durable with the first batch that uses it.
  ///
  /// - Throws: ``StorageError`` with reason `seriesLimit` when no more series may be held, `closed` after the end.
  func seriesID(of labels: Labels) throws(StorageError) -> SeriesID

  /// The labels under which `id` was registered; `nil` for an unknown id.
  func labels(of id: SeriesID) -> Labels?

  /// Makes the batch durable against a crash of the process and visible to readers, in this order and as a whole,
  /// then returns. Refused samples do not fail the batch; they are counted in the result.
  ///
  /// - Throws: ``StorageError``; then nothing of the batch is stored.
  func append(_ batch: SampleBatch) async throws(StorageError) -> AppendResult

  /// How samples that may be appended stand to what is stored, in their order; as of the last finished append.
  ///
  /// - Throws: ``StorageError`` when it cannot be read.
  func standings(of samples: [(series: SeriesID, timestamp: Timestamp)]) throws(StorageError) -> [SampleStanding]

  /// The stored records of a space whose key starts with `prefix`, in key order; as of the last finished append.
  func records(in space: RecordChange.Space, keyPrefix: [UInt8]) throws(StorageError) -> [RecordChange]
}
