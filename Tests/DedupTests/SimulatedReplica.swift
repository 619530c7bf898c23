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
  private var missedInARow = 0
  private var newSeries: [Int] = []
  /// As of when the next body is; `nil` for the present.
  private var backUntil: Timestamp?

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
    missedInARow = 0
  }

  private func family(_ series: Int) -> UInt64 {
    ReplicaLog.family(of: SimulatedReplica.labels(series, name), LabelRemoval(["replica"]))
  }

  /// One scrape: of each series the newest sample, if it is at most five minutes old. Noted, and not stored yet.
  mutating func body(
    at tick: Timestamp, _ log: ReplicaLog, interval: Milliseconds
  ) -> (batch: SampleBatch, note: ReplicaNote)? {
    var body = log.beginBody(of: name)
    var batch = SampleBatch()
    let isFirstBody = progress.allSatisfy { $0 == nil }
    let isNew = progress.map { $0 == nil }
    let found = samples.indices.map { newest(of: $0, at: tick) }
    for series in samples.indices { take(found[series], series, &body, &batch) }
    backUntil = nil
    missedInARow = 0
    guard let newest = found.compactMap({ $0?.time }).max() else { return nil }
    let gone = samples.indices.filter { found[$0] == nil && progress[$0] != nil }
    let delivery = body.delivery(
      newest: newest, interval: interval, wasAsked: true, isFirstBody: isFirstBody, gone: gone.map { ids[$0] })
    let note = log.note(delivery, of: name)
    for series in gone { progress[series] = nil }
    for series in samples.indices where found[series] != nil && progress[series] == nil {
      progress[series] = log.progress(of: ids[series], note)
    }
    batch.records = note.records
    newSeries = samples.indices.filter { found[$0] != nil && isNew[$0] }
    return (batch, note)
  }

  /// The last body could not be stored: its new series are not known.
  mutating func takeBack(_ note: ReplicaNote, _ log: ReplicaLog) {
    log.giveBack(note)
    for series in newSeries { progress[series] = nil }
  }

  private func newest(of series: Int, at tick: Timestamp) -> (time: Timestamp, value: Double)? {
    let last = samples[series].last { $0.time <= (backUntil ?? tick) }
    return last.flatMap { $0.time > tick - 300_000 ? $0 : nil }
  }

  private mutating func take(
    _ sample: (time: Timestamp, value: Double)?, _ series: Int, _ body: inout BodyProgress, _ batch: inout SampleBatch
  ) {
    guard let sample else { return }
    let before = newestOf[series]
    newestOf[series] = sample.time
    guard var known = progress[series] else {
      body.begin(ids[series], family: family(series), at: sample.time)
      return batch.append(ids[series], sample.time, sample.value)
    }
    if sample.time == before {
      body.stay(&known, ids[series], at: before)
    } else {
      body.advance(&known, ids[series], from: before, to: sample.time)
      batch.append(ids[series], sample.time, sample.value)
    }
    progress[series] = known
  }

  /// The next body is as of an earlier moment.
  mutating func goBack(upTo tick: Timestamp, _ random: inout SeededRandom) {
    backUntil = tick - Timestamp.random(in: 0...200_000, using: &random)
  }

  mutating func deliver(at tick: Timestamp, _ log: ReplicaLog, _ store: ReplicatedStore, interval: Milliseconds) {
    guard let (batch, note) = body(at: tick, log, interval: interval) else { return }
    store.store(batch)
    log.settle(note)
  }

  mutating func fail(at tick: Timestamp, _ log: ReplicaLog, _ store: ReplicatedStore, interval: Milliseconds) {
    missedInARow += 1
    guard let note = log.noteFailure(of: name, at: tick, missedInARow: missedInARow, interval: interval) else { return }
    var batch = SampleBatch()
    batch.records = note.records
    store.store(batch)
    log.settle(note)
  }
}
