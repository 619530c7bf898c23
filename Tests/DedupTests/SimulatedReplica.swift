import Storage
import TestSupport
import TimeSeries

@testable import Dedup

/// A child that evaluates rules and is scraped: tells the log what the scrape room would tell.
struct SimulatedReplica {
  let name: ReplicaName
  /// One for each series.
  var samples: [[(time: Timestamp, value: Double)]]
  let ids: [SeriesID]
  private var progress: [SeriesProgress?]
  private var newestOf: [Timestamp]
  private var newest = Timestamp.min
  private var failedAfter = Timestamp.min
  private var missedInARow = 0

  init(_ name: ReplicaName, _ store: ReplicatedStore, samples: [[(time: Timestamp, value: Double)]]) throws {
    self.name = name
    self.samples = samples
    ids = try samples.indices.map {
      try store.seriesID(of: SimulatedReplica.labels($0, name))
    }
    progress = Array(repeating: nil, count: samples.count)
    newestOf = Array(repeating: .min, count: samples.count)
  }

  static func labels(_ series: Int, _ name: ReplicaName) -> Labels {
    ["__name__": "job:s\(series):sum", "cluster": name.cluster, "replica": name.replica]
  }

  /// Iapetus forgets everything but what is stored.
  mutating func restart() {
    progress = Array(repeating: nil, count: samples.count)
    newestOf = Array(repeating: .min, count: samples.count)
    (newest, failedAfter, missedInARow) = (.min, .min, 0)
  }

  private func family(_ series: Int) -> UInt64 {
    ReplicaLog.family(of: SimulatedReplica.labels(series, name), LabelRemoval(["replica"]))
  }

  /// One scrape: of each series the newest sample, if it is at most five minutes old.
  mutating func deliver(at tick: Timestamp, _ log: ReplicaLog, _ store: ReplicatedStore, interval: Milliseconds) {
    var body = BodyProgress(newestBefore: newest, failedAfter: failedAfter)
    var batch = SampleBatch()
    let isFirstBody = progress.allSatisfy { $0 == nil }
    var bodyNewest = Timestamp.min
    var gone: [SeriesID] = []
    for series in samples.indices {
      guard let sample = samples[series].last(where: { $0.time <= tick }), sample.time > tick - 300_000 else {
        if progress[series] != nil { gone.append(ids[series]) }
        progress[series] = nil
        continue
      }
      bodyNewest = max(bodyNewest, sample.time)
      if progress[series] == nil {
        progress[series] = SeriesProgress(period: log.period(of: ids[series]))
        body.begin(ids[series], family: family(series), at: sample.time, isFirstBody: isFirstBody)
        batch.append(ids[series], sample.time, sample.value)
      } else if var known = progress[series] {
        if sample.time == newestOf[series] {
          body.stay(&known, ids[series], at: newestOf[series])
        } else {
          body.advance(&known, ids[series], from: newestOf[series], to: sample.time)
          batch.append(ids[series], sample.time, sample.value)
        }
        progress[series] = known
      }
      newestOf[series] = sample.time
    }
    missedInARow = 0
    guard bodyNewest > .min else { return }
    newest = max(newest, bodyNewest)
    let delivery = body.delivery(
      newest: bodyNewest, interval: interval, wasAsked: true, isFirstBody: isFirstBody, gone: gone)
    let note = log.note(delivery, of: name)
    batch.records = note.records
    store.store(batch)
    log.settle(note)
  }

  mutating func fail(at tick: Timestamp, _ log: ReplicaLog, _ store: ReplicatedStore, interval: Milliseconds) {
    missedInARow += 1
    failedAfter = newest
    guard let note = log.noteFailure(of: name, at: tick, missedInARow: missedInARow, interval: interval) else { return }
    var batch = SampleBatch()
    batch.records = note.records
    store.store(batch)
    log.settle(note)
  }
}
