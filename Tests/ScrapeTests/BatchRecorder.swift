import Storage
import Threads
import TimeSeries

/// Storage that remembers what it was given.
final class BatchRecorder: Appendable {
  private struct State {
    var labels: [Labels] = []
    var ids: [Labels: SeriesID] = [:]
    var samples: [SeriesID: [Timestamp: Double]] = [:]
    var histograms: [SeriesID: [Timestamp: FloatHistogram]] = [:]
    var starts: [SeriesID: [Timestamp: Timestamp]] = [:]
    var records: [[UInt8]: RecordChange] = [:]
    var batchSizes: [Int] = []
    var isFailing = false
  }

  private let state = Locked(State())

  func seriesID(of labels: Labels) throws(StorageError) -> SeriesID {
    state.withLock { state in
      if let id = state.ids[labels] { return id }
      let id = SeriesID(UInt64(state.labels.count))
      state.labels.append(labels)
      state.ids[labels] = id
      return id
    }
  }

  func labels(of id: SeriesID) -> Labels? {
    state.withLock { Int(id.rawValue) < $0.labels.count ? $0.labels[Int(id.rawValue)] : nil }
  }

  func append(_ batch: SampleBatch) async throws(StorageError) -> AppendResult {
    try state.withLock { (state) throws(StorageError) in
      if state.isFailing { throw StorageError(.queueFull, "appending a batch: the queue is full") }
      state.batchSizes.append(batch.count)
      var result = AppendResult()
      for row in 0..<batch.count {
        let (id, time, value) = (batch.series[row], batch.timestamps[row], batch.values[row])
        switch state.samples[id]?[time] {
        case nil:
          state.samples[id, default: [:]][time] = value
          state.starts[id, default: [:]][time] = batch.starts[row]
          result.storedCount += 1
        case .some(let stored) where stored.bitPattern == value.bitPattern: result.heartbeatCount += 1
        case .some: result.duplicateTimestampCount += 1
        }
      }
      for row in batch.histograms {
        state.histograms[batch.series[row.row], default: [:]][batch.timestamps[row.row]] = row.histogram
      }
      for record in batch.records {
        state.records[[record.space.rawValue] + record.key] = record.value == nil ? nil : record
      }
      return result
    }
  }

  func standings(
    of samples: [(series: SeriesID, timestamp: Timestamp)]
  ) throws(StorageError) -> [SampleStanding] {
    state.withLock { state in
      samples.map { series, timestamp in
        let known = state.samples[series] ?? [:]
        if known[timestamp] != nil { return .stored }
        return timestamp > known.keys.max() ?? .min ? .newer : .between
      }
    }
  }

  func records(in space: RecordChange.Space, keyPrefix: [UInt8]) throws(StorageError) -> [RecordChange] {
    state.withLock { $0.records.values.filter { $0.space == space && $0.key.starts(with: keyPrefix) } }
  }

  func fail(_ isFailing: Bool) { state.withLock { $0.isFailing = isFailing } }

  /// The samples of a series in time order; a stale marker reads as `nil`.
  func samples(_ labels: Labels) -> [(time: Timestamp, value: Double?)] {
    state.withLock { state in
      guard let id = state.ids[labels], let samples = state.samples[id] else { return [] }
      return samples.sorted { $0.key < $1.key }.map { (time: $0.key, value: $0.value.isStaleMarker ? nil : $0.value) }
    }
  }

  /// The native histograms of a series in time order.
  func histograms(_ labels: Labels) -> [FloatHistogram] {
    state.withLock { state in
      state.ids[labels].flatMap { state.histograms[$0] }?.sorted { $0.key < $1.key }.map(\.value) ?? []
    }
  }

  /// The start timestamps of a series' samples in time order; 0 where there is none.
  func starts(_ labels: Labels) -> [Timestamp] {
    state.withLock { state in
      state.ids[labels].flatMap { state.starts[$0] }?.sorted { $0.key < $1.key }.map(\.value) ?? []
    }
  }

  /// Every series with samples, but for the synthetic ones.
  var series: [Labels] {
    state.withLock { state in
      state.samples.keys.map { state.labels[Int($0.rawValue)] }
        .filter { $0.metricName != "up" && !$0.metricName.hasPrefix("scrape_") }.sorted()
    }
  }

  var batchSizes: [Int] { state.withLock { $0.batchSizes } }
}
