package import Storage
package import TimeSeries

extension TimeSeriesDatabase: Appendable {
  package func seriesID(of labels: Labels) throws(StorageError) -> SeriesID { try registry.id(of: labels) }

  package func labels(of id: SeriesID) -> Labels? { registry.labels(of: id) }

  package func append(_ batch: SampleBatch) async throws(StorageError) -> AppendResult {
    batch.isEmpty ? AppendResult() : try await append(toQueue: batch)
  }

  package func records(
    in space: RecordChange.Space, keyPrefix: [UInt8]
  ) throws(StorageError) -> [RecordChange] {
    try pending.records(in: space, keyPrefix: keyPrefix, of: store)
  }
}
