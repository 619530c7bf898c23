import Storage
import Threads
import TimeSeries

/// Keeps the records of batches, as storage does, and can be told to fail.
final class RecordStore: Appendable {
  private struct State {
    var records: [[UInt8]: RecordChange] = [:]
    var fails = false
  }

  private let state = Locked(State())

  var all: [RecordChange] {
    state.withLock { state in
      state.records.keys.sorted { $0.lexicographicallyPrecedes($1) }.compactMap { state.records[$0] }
    }
  }

  func fail(_ fails: Bool) { state.withLock { $0.fails = fails } }

  func put(_ changes: [RecordChange]) {
    state.withLock { state in
      for change in changes { state.records[change.key] = change.value == nil ? nil : change }
    }
  }

  func seriesID(of labels: Labels) throws(StorageError) -> SeriesID { SeriesID(0) }

  func labels(of id: SeriesID) -> Labels? { nil }

  func append(_ batch: SampleBatch) async throws(StorageError) -> AppendResult {
    if state.withLock({ $0.fails }) { throw StorageError(.io, "writing: told to fail") }
    put(batch.records)
    return AppendResult()
  }

  func standings(
    of samples: [(series: SeriesID, timestamp: Timestamp)]
  ) throws(StorageError) -> [SampleStanding] { samples.map { _ in .newer } }

  func records(in space: RecordChange.Space, keyPrefix: [UInt8]) throws(StorageError) -> [RecordChange] {
    all.filter { $0.space == space && $0.key.starts(with: keyPrefix) }
  }
}
