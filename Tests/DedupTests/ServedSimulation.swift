import Storage
import TestSupport
import Threads
import TimeSeries

@testable import Dedup

/// Bodies arrive one by one, in random order; replicas fail, lag, go back in time and come back, iapetus restarts, also while
/// a body is being stored. After each step somebody asks for any window, and whatever was served before must be there.
struct ServedSimulation {
  /// What went wrong; the seed makes it happen again.
  struct Broken: Error, CustomStringConvertible {
    var description: String
  }

  static let start: Timestamp = 1_000_000

  var random: SeededRandom
  let period: Milliseconds
  let interval: Milliseconds
  let store = ReplicatedStore()
  var log: ReplicaLog
  var replicas: [SimulatedReplica] = []
  /// Of each replica for how many ticks more it cannot be asked.
  private var failing: [Int] = []
  /// From which tick on each is there.
  private var joining: [Timestamp] = []
  private let outageMax: Int
  private let isHostile: Bool
  private let slotCount: Int
  private let removal = LabelRemoval(["replica"])
  /// What was served, and when it was asked for first.
  private var served: [Labels: [Timestamp: (bits: UInt64, asked: Timestamp)]] = [:]

  /// - Parameter isHostile: whether children also go back in time, and storage fails.
  init(seed: UInt64, isHostile: Bool, slotCount: Int) throws {
    random = SeededRandom(seed: seed)
    (self.isHostile, self.slotCount) = (isHostile, slotCount)
    period = [15_000, 30_000, 60_000].randomElement(using: &random) ?? 30_000
    interval = [period / 2, period, period].randomElement(using: &random) ?? period
    outageMax = [8, 8, 40].randomElement(using: &random) ?? 8
    log = try ReplicaLog(store, replicaLabels: ["replica"])
    for index in 0..<Int.random(in: 2...3, using: &random) {
      let name = ReplicaName(cluster: "eu", replica: ["a", "b", "c"][index])
      let rhythm = Rhythm(period, &random)
      let samples = (0..<3).map { evaluations(of: index, series: $0, rhythm) }
      replicas.append(try SimulatedReplica(name, store, samples: samples))
      failing.append(0)
      let isLate = Int.random(in: 0..<8, using: &random) == 0
      joining.append(isLate ? Self.start + Timestamp(Int.random(in: 0...slotCount / 2, using: &random)) * period : 0)
    }
  }

  /// How a replica's evaluations lie against those of the others.
  private struct Rhythm {
    let offset: Timestamp
    let drift: Timestamp
    let jitter: Timestamp

    init(_ period: Milliseconds, _ random: inout SeededRandom) {
      offset = Bool.random(using: &random) ? 0 : Timestamp.random(in: -period / 2...period / 2, using: &random)
      drift = Bool.random(using: &random) ? 0 : Timestamp.random(in: -30...30, using: &random)
      jitter = Bool.random(using: &random) ? 0 : period / 20
    }
  }

  /// What a series of a replica has, but for evaluations that it lost.
  private mutating func evaluations(
    of replica: Int, series: Int, _ rhythm: Rhythm
  ) -> [(time: Timestamp, value: Double)] {
    var rows: [(time: Timestamp, value: Double)] = []
    var down = 0
    for slot in 1...slotCount {
      if down == 0, chance(60) { down = Int.random(in: 1...12, using: &random) }
      down -= 1
      if down >= 0 { continue }
      down = 0
      let noise = rhythm.jitter == 0 ? 0 : Timestamp.random(in: -rhythm.jitter...rhythm.jitter, using: &random)
      let phase = Timestamp(series) * period / 5
      let time = Self.start + Timestamp(slot) * (period + rhythm.drift) + rhythm.offset + phase + noise
      rows.append((time, Double(slot * 10 + replica)))
    }
    return rows
  }

  private mutating func chance(_ count: Int) -> Bool { Int.random(in: 0..<count, using: &random) == 0 }

  // MARK: Running

  mutating func run() throws {
    let end = Self.start + Timestamp(slotCount) * period
    for tick in stride(from: Self.start + period, through: end, by: Int(interval)) {
      if chance(60) { try restart() }
      for index in replicas.indices.shuffled(using: &random) where joining[index] <= tick {
        try step(index, at: tick)
        try ask(tick)
      }
    }
    try settleAll(from: end)
  }

  private mutating func step(_ index: Int, at tick: Timestamp) throws {
    if failing[index] == 0, chance(25) { failing[index] = Int.random(in: 1...outageMax, using: &random) }
    if failing[index] > 0 {
      failing[index] -= 1
      // Now and then nobody says so: the replica is silent.
      if !chance(10) { replicas[index].fail(at: tick, log, store, interval: interval) }
      return
    }
    if isHostile, chance(40) { replicas[index].goBack(upTo: tick, &random) }
    guard let pending = replicas[index].body(at: tick, log, interval: interval) else { return }
    if chance(10) { try ask(tick) }
    if isHostile, chance(60) {
      // It could not be stored; or iapetus ended before it was.
      if chance(2) { replicas[index].takeBack(pending.note, log) } else { try restart() }
      return
    }
    store.store(pending.batch)
    if chance(10) { try ask(tick) }
    if isHostile, chance(60) { return try restart() }
    log.settle(pending.note)
  }

  /// All come back, so that nothing is held back any more.
  private mutating func settleAll(from end: Timestamp) throws {
    for tick in stride(from: end, through: end + 600_000, by: Int(interval)) {
      for index in replicas.indices { replicas[index].fail(at: tick, log, store, interval: interval) }
      if chance(10) { try ask(tick) }
    }
    try ask(end + 600_000)
    try checkComplete(end + 600_000)
  }

  private mutating func restart() throws {
    log = try ReplicaLog(store, replicaLabels: ["replica"])
    for index in replicas.indices { replicas[index].restart() }
  }

  // MARK: Asking

  /// Any window, also one that ends in the past, shows what was served in it; the newest is the newest.
  private mutating func ask(_ now: Timestamp) throws {
    let from = chance(3) ? 0 : now - Timestamp.random(in: 0...20, using: &random) * period
    let through = chance(3) ? Timestamp.random(in: from...now, using: &random) : now
    let answer = try read(view, SelectRange(from: from, through: through))
    for (labels, columns) in answer {
      for (time, value) in zip(columns.timestamps, columns.values) where served[labels]?[time] == nil {
        served[labels, default: [:]][time] = (value.bitPattern, now)
      }
    }
    for (labels, points) in served { try check(points, answer[labels] ?? SampleColumns(), labels, from...through, now) }
    try checkNewest(now)
  }

  private func check(
    _ points: [Timestamp: (bits: UInt64, asked: Timestamp)], _ answer: SampleColumns, _ labels: Labels,
    _ range: ClosedRange<Timestamp>, _ now: Timestamp
  ) throws {
    let bits = Dictionary(uniqueKeysWithValues: zip(answer.timestamps, answer.values.map(\.bitPattern)))
    if answer.timestamps != answer.timestamps.sorted() { throw broken("is not in order", labels, now, now) }
    for (time, point) in points where range.contains(time) && bits[time] != point.bits {
      throw broken("was served at \(point.asked), and not in \(range) at \(now)", labels, time, now)
    }
  }

  private func checkNewest(_ now: Timestamp) throws {
    let newest = try read(view, SelectRange(from: now - 300_000, through: now, newestOnly: true))
    for (labels, columns) in try read(view, SelectRange(from: now - 300_000, through: now))
    where newest[labels]?.timestamps.last != columns.timestamps.last {
      throw broken("the newest is not \(newest[labels]?.timestamps.last ?? 0)", labels, now, now)
    }
  }

  /// After all, a slot is served if anybody has it.
  private func checkComplete(_ now: Timestamp) throws {
    let merged = try read(view, SelectRange(from: 0, through: now))
    for (labels, columns) in try read(store, SelectRange(from: 0, through: now)) {
      let times = merged[removal(labels)]?.timestamps ?? []
      for time in columns.timestamps {
        let place = times.firstIndex(atLeast: time)
        let near = [place - 1, place].filter(times.indices.contains).map { abs(times[$0] - time) }.min()
        if near ?? .max > period { throw broken("nothing is served near it", labels, time, now) }
      }
    }
  }

  private var view: DedupView { DedupView(base: store, replicaLabels: ["replica"], log: log) }

  private func read(_ view: any Queryable, _ range: SelectRange) throws -> [Labels: SampleColumns] {
    let selection = try view.select([], range)
    let labels = selection.labels
    var answer: [Labels: SampleColumns] = [:]
    try selection.read(0..<labels.count) { position, columns in
      answer[labels[position]] = SampleColumns(timestamps: columns.timestamps, values: columns.values)
    }
    return answer
  }

  /// With what is stored and known around the moment.
  private func broken(_ what: String, _ labels: Labels, _ time: Timestamp, _ now: Timestamp) -> Broken {
    var text = "seed \(random.seed), hostile \(isHostile), period \(period), interval \(interval): "
    text += "\(labels) at \(time) (asked at \(now)) \(what)"
    let near = SelectRange(from: time - 3 * period, through: time + 3 * period)
    for (full, columns) in (try? read(store, near)) ?? [:] where removal(full) == removal(labels) {
      text += "\n  \(full["replica"]): \(columns.timestamps)"
      guard let id = try? store.seriesID(of: full) else { continue }
      log.state.withLock { state in
        text += " periods \(state.families.periods(of: id))"
        text += " \(state.families.place(of: id).flatMap { state.facts.familyDemotions[$0] } ?? [])"
      }
    }
    for replica in log.facts.replicas { text += "\n  \(replica)" }
    return Broken(description: text + "\n  \(log.facts.clusters)")
  }
}
