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
    var records: [RecordChange] = []
    try store.walk(prefix: KeySchema.record(space, keyPrefix)) { key, value in
      records.append(RecordChange(space: space, key: Array(key.dropFirst()), value: Array(value)))
      return true
    }
    return records
  }
}
