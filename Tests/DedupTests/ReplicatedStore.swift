import Storage
import TestSupport
import Threads
import TimeSeries

@testable import Dedup

/// A storage in memory with ids and records, for what a log is fed from and asked about.
final class ReplicatedStore: Appendable, Queryable {
  private struct State {
    var labels: [Labels] = []
    var ids: [Labels: Int] = [:]
    /// By id, in the order of time.
    var rows: [SampleColumns] = []
    var records: [[UInt8]: [UInt8]] = [:]
  }

  private let state = Locked(State())

  func seriesID(of labels: Labels) throws(StorageError) -> SeriesID {
    state.withLock { state in
      if let id = state.ids[labels] { return SeriesID(UInt64(id)) }
      state.ids[labels] = state.labels.count
      state.labels.append(labels)
      state.rows.append(SampleColumns())
      return SeriesID(UInt64(state.labels.count - 1))
    }
  }

  func labels(of id: SeriesID) -> Labels? {
    state.withLock { id.rawValue < UInt64($0.labels.count) ? $0.labels[Int(id.rawValue)] : nil }
  }

  func append(_ batch: SampleBatch) async throws(StorageError) -> AppendResult {
    store(batch)
    return AppendResult()
  }

  func store(_ batch: SampleBatch) {
    state.withLock { state in
      for row in 0..<batch.count {
        let series = Int(batch.series[row].rawValue)
        let time = batch.timestamps[row]
        let place = state.rows[series].timestamps.firstIndex(atLeast: time)
        if place < state.rows[series].count, state.rows[series].timestamps[place] == time { continue }
        state.rows[series].timestamps.insert(time, at: place)
        state.rows[series].values.insert(batch.values[row], at: place)
      }
      for record in batch.records where record.space == .replicaLog { state.records[record.key] = record.value }
    }
  }

  func standings(
    of samples: [(series: SeriesID, timestamp: Timestamp)]
  ) throws(StorageError) -> [SampleStanding] {
    state.withLock { state in
      samples.map { series, timestamp in
        let known = state.rows[Int(series.rawValue)].timestamps
        let place = known.firstIndex(atLeast: timestamp)
        return place == known.count ? .newer : known[place] == timestamp ? .stored : .between
      }
    }
  }

  func records(in space: RecordChange.Space, keyPrefix: [UInt8]) throws(StorageError) -> [RecordChange] {
    state.withLock { state in
      state.records.filter { $0.key.starts(with: keyPrefix) }
        .sorted { $0.key.lexicographicallyPrecedes($1.key) }
        .map { RecordChange(space: space, key: $0.key, value: $0.value) }
    }
  }

  func select(_ matchers: [LabelMatcher], _ range: SelectRange) throws(StorageError) -> any SeriesSelection {
    state.withLock { state in
      var found = StoreSelection()
      for (id, labels) in state.labels.enumerated() where matchers.allSatisfy({ $0.matches(labels) }) {
        let rows = state.rows[id]
        let start = rows.timestamps.firstIndex(atLeast: range.from)
        let end = rows.timestamps.firstIndex(atLeast: range.through == .max ? .max : range.through + 1)
        guard start < end else { continue }
        let wanted = range.newestOnly && end == rows.count ? end - 1..<end : start..<end
        found.labels.append(labels)
        found.ids.append(SeriesID(UInt64(id)))
        found.samples.append(
          SampleColumns(timestamps: Array(rows.timestamps[wanted]), values: Array(rows.values[wanted])))
      }
      return found
    }
  }

  func labelNames(
    _ matchers: [LabelMatcher], _ range: ClosedRange<Timestamp>
  ) throws(StorageError) -> [String] { [] }

  func labelValues(
    of name: String, _ matchers: [LabelMatcher], _ range: ClosedRange<Timestamp>
  ) throws(StorageError) -> [String] { [] }

  func series(
    _ matchers: [LabelMatcher], _ range: ClosedRange<Timestamp>
  ) throws(StorageError) -> [Labels] { [] }
}

struct StoreSelection: SeriesSelection {
  var labels: [Labels] = []
  var ids: [SeriesID] = []
  var samples: [SampleColumns] = []

  func reordered(_ order: [Int]) -> any SeriesSelection {
    StoreSelection(labels: order.map { labels[$0] }, ids: order.map { ids[$0] }, samples: order.map { samples[$0] })
  }

  func read(_ range: Range<Int>, _ body: (Int, borrowing SampleColumns) throws -> Void) throws {
    for index in range { try body(index, samples[index]) }
  }
}
