import Storage
import TestSupport
import Threads
import TimeSeries

/// Storage in memory that can also be written to, as remote write does.
final class MemoryStore: Queryable, Appendable {
  private struct State {
    var storage = MemoryStorage()
    var labels: [Labels] = []
  }

  private let state = Locked(State())

  init() {}

  func add(_ labels: Labels, _ samples: [(Timestamp, Double)]) {
    add(labels, SampleColumns(timestamps: samples.map(\.0), values: samples.map(\.1)))
  }

  func add(_ labels: Labels, _ samples: SampleColumns) { state.withLock { $0.storage.add(labels, samples) } }

  func samples(of labels: Labels) -> SampleColumns? { state.withLock { $0.storage.series[labels] } }

  func seriesID(of labels: Labels) -> SeriesID {
    state.withLock { state in
      state.labels.append(labels)
      return SeriesID(UInt64(state.labels.count - 1))
    }
  }

  func labels(of id: SeriesID) -> Labels? { state.withLock { $0.labels[Int(id.rawValue)] } }

  /// Refuses another value at a known timestamp.
  func append(_ batch: SampleBatch) async throws(StorageError) -> AppendResult {
    state.withLock { state in
      var result = AppendResult()
      for row in 0..<batch.count { append(row, of: batch, to: &state, &result) }
      return result
    }
  }

  private func append(_ row: Int, of batch: SampleBatch, to state: inout State, _ result: inout AppendResult) {
    let (id, time, value) = (batch.series[row], batch.timestamps[row], batch.values[row])
    let labels = state.labels[Int(id.rawValue)]
    let known = state.storage.series[labels]
    guard let known, let place = known.timestamps.firstIndex(of: time) else {
      var samples = SampleColumns()
      if let histogram = batch.histograms.first(where: { $0.row == row })?.histogram {
        samples.append(time, histogram)
      } else {
        samples.append(time, value)
      }
      samples.setLastStart(batch.starts[row])
      state.storage.add(labels, samples)
      return result.storedCount += 1
    }
    if known.values[place].bitPattern == value.bitPattern { return result.heartbeatCount += 1 }
    result.duplicateTimestampCount += 1
    result.refusedExamples.append(
      .init(reason: .duplicateTimestamp, series: id, timestamp: time, value: value, storedValue: known.values[place]))
  }

  func standings(
    of samples: [(series: SeriesID, timestamp: Timestamp)]
  ) throws(StorageError) -> [SampleStanding] { samples.map { _ in .newer } }

  func records(in space: RecordChange.Space, keyPrefix: [UInt8]) -> [RecordChange] { [] }

  private var storage: MemoryStorage { state.withLock { $0.storage } }

  func select(_ matchers: [LabelMatcher], _ range: SelectRange) throws(StorageError) -> any SeriesSelection {
    try storage.select(matchers, range)
  }

  func labelNames(_ matchers: [LabelMatcher], _ range: ClosedRange<Timestamp>) throws(StorageError) -> [String] {
    try storage.labelNames(matchers, range)
  }

  func labelValues(
    of name: String, _ matchers: [LabelMatcher], _ range: ClosedRange<Timestamp>
  ) throws(StorageError) -> [String] {
    try storage.labelValues(of: name, matchers, range)
  }

  func series(_ matchers: [LabelMatcher], _ range: ClosedRange<Timestamp>) throws(StorageError) -> [Labels] {
    try storage.series(matchers, range)
  }
}
