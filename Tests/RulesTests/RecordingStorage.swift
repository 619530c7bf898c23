import Storage
import Threads
import TimeSeries

/// Storage that keeps every batch it was given, for looking at them.
final class RecordingStorage: Appendable {
  struct Row: Equatable, CustomStringConvertible {
    var labels: Labels
    var timestamp: Timestamp
    var value: Double

    /// Stale markers are equal to each other here.
    static func == (left: Row, right: Row) -> Bool {
      left.labels == right.labels && left.timestamp == right.timestamp
        && left.value.bitPattern == right.value.bitPattern
    }

    var description: String { "\(labels) \(value.isStaleMarker ? "stale" : "\(value)") @\(timestamp)" }
  }

  private struct State {
    var ids: [Labels: SeriesID] = [:]
    var labels: [SeriesID: Labels] = [:]
    var values: [SeriesID: [Timestamp: UInt64]] = [:]
    var batches: [[Row]] = []
    var records: [[UInt8]: RecordChange] = [:]
    var isBroken = false
  }

  private let state = Locked(State())

  /// The batches that held samples, in order.
  var batches: [[Row]] { state.withLock { $0.batches.filter { !$0.isEmpty } } }
  var rows: [Row] { batches.flatMap { $0 } }
  var recordCount: Int { state.withLock { $0.records.count } }

  func forgetBatches() { state.withLock { $0.batches = [] } }

  /// From now on nothing is taken, or everything again.
  func setBroken(_ isBroken: Bool) { state.withLock { $0.isBroken = isBroken } }

  func seriesID(of labels: Labels) throws(StorageError) -> SeriesID {
    state.withLock { state in
      if let id = state.ids[labels] { return id }
      let id = SeriesID(UInt64(state.ids.count + 1))
      state.ids[labels] = id
      state.labels[id] = labels
      return id
    }
  }

  func labels(of id: SeriesID) -> Labels? { state.withLock { $0.labels[id] } }

  func append(_ batch: SampleBatch) async throws(StorageError) -> AppendResult {
    let result = state.withLock { state -> AppendResult? in
      if state.isBroken { return nil }
      var result = AppendResult()
      var rows: [Row] = []
      for index in 0..<batch.count {
        let (id, timestamp, value) = (batch.series[index], batch.timestamps[index], batch.values[index])
        if let stored = state.values[id]?[timestamp], stored != value.bitPattern {
          result.duplicateTimestampCount += 1
          result.refusedExamples.append(
            .init(
              reason: .duplicateTimestamp, series: id, timestamp: timestamp,
              value: Double(bitPattern: value.bitPattern),
              storedValue: Double(bitPattern: stored)))
          continue
        }
        state.values[id, default: [:]][timestamp] = value.bitPattern
        result.storedCount += 1
        rows.append(Row(labels: state.labels[id] ?? .empty, timestamp: timestamp, value: value))
      }
      state.batches.append(rows)
      for record in batch.records { state.records[record.key] = record.value == nil ? nil : record }
      return result
    }
    guard let result else { throw StorageError(.io, "writing a batch: no space left on device") }
    return result
  }

  func standings(
    of samples: [(series: SeriesID, timestamp: Timestamp)]
  ) throws(StorageError) -> [SampleStanding] {
    state.withLock { state in
      samples.map { series, timestamp in
        let known = state.values[series] ?? [:]
        if known[timestamp] != nil { return .stored }
        return timestamp > known.keys.max() ?? .min ? .newer : .between
      }
    }
  }

  func records(in space: RecordChange.Space, keyPrefix: [UInt8]) throws(StorageError) -> [RecordChange] {
    state.withLock { state in
      state.records.values.filter { $0.space == space && $0.key.starts(with: keyPrefix) }
        .sorted { $0.key.lexicographicallyPrecedes($1.key) }
    }
  }
}
