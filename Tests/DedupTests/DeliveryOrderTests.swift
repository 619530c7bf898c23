import Storage
import TestSupport
import Testing
import TimeSeries

@testable import Dedup

/// That the order of arrival is irrelevant, and that whoever asks for no merging sees all there is.
struct DeliveryOrderTests {
  /// Replicas that lose a slot now and then, each delivering at its own pace.
  private struct Fleet {
    let store = ReplicatedStore()
    let log: ReplicaLog
    private var replicas: [SimulatedReplica] = []
    private let end = 60

    init(seed: UInt64) throws {
      var random = SeededRandom(seed: seed)
      log = try ReplicaLog(store, replicaLabels: ["replica"])
      for name in ["a", "b", "c"].prefix(Int.random(in: 2...3, using: &random)) {
        let offset = Timestamp.random(in: 0...8_000, using: &random)
        let samples = (0..<2).map { _ in
          (1...60).filter { $0 < 15 || Int.random(in: 0..<12, using: &random) > 0 }
            .map { (time: ReplicaScene.time($0) + offset, value: Double.random(in: 0...1, using: &random)) }
        }
        replicas.append(
          try SimulatedReplica(ReplicaName(cluster: "eu", replica: name), store, samples: samples))
      }
    }

    /// - Parameter order: makes the order in which the bodies of a tick arrive.
    mutating func run(_ order: (Range<Int>) -> [Int]) {
      for slot in 1...end {
        let places = slot < 15 ? Array(replicas.indices) : order(replicas.indices)
        for index in places {
          replicas[index].deliver(
            at: ReplicaScene.time(slot) + 10_000, log, store, interval: ReplicaScene.period)
        }
      }
    }

    func answer(_ view: any Queryable) throws -> [Labels: SampleColumns] {
      let selection = try view.select([], SelectRange(from: 0, through: ReplicaScene.time(end - 4)))
      var answer: [Labels: SampleColumns] = [:]
      let labels = selection.labels
      try selection.read(0..<labels.count) { position, columns in
        answer[labels[position]] = SampleColumns(timestamps: columns.timestamps, values: columns.values)
      }
      return answer
    }

    var merged: [Labels: SampleColumns] {
      get throws { try answer(DedupView.view(of: store, merging: ["replica"], log: log)) }
    }
  }

  @Test func `P8: in whatever order the bodies of a tick arrive, the answer is the same`() throws {
    for _ in 0..<15 {
      let seed = UInt64.random(in: 0...UInt64.max)
      var first = try Fleet(seed: seed)
      first.run { Array($0) }
      var second = try Fleet(seed: seed)
      var random = SeededRandom(seed: seed)
      second.run { $0.shuffled(using: &random) }
      let (left, right) = try (first.merged, second.merged)
      #expect(left.count == 2 && left.keys == right.keys, "seed \(seed)")
      for (labels, columns) in left {
        #expect(columns.count > 40 && right[labels]?.equalsBits(columns) == true, "seed \(seed): \(labels)")
      }
    }
  }

  @Test func `P13: without merging, every replica's samples are there with their labels`() throws {
    for _ in 0..<10 {
      let seed = UInt64.random(in: 0...UInt64.max)
      var fleet = try Fleet(seed: seed)
      fleet.run { Array($0) }
      let all = try fleet.answer(DedupView.view(of: fleet.store, merging: [], log: fleet.log))
      let merged = try fleet.merged
      #expect(all.keys.allSatisfy { !$0["replica"].isEmpty } && all.count >= 4, "seed \(seed)")
      let removal = LabelRemoval(["replica"])
      for (labels, columns) in merged {
        // Whatever is served is some replica's, bit for bit, and no replica's sample is lost.
        let union = Set(all.filter { removal($0.key) == labels }.flatMap { rows($0.value) })
        #expect(Set(rows(columns)).isSubset(of: union), "seed \(seed)")
      }
      let stored = try fleet.answer(fleet.store)
      #expect(stored.keys == all.keys, "seed \(seed)")
      for (labels, columns) in all { #expect(stored[labels]?.equalsBits(columns) == true, "seed \(seed)") }
    }
  }

  private func rows(_ columns: SampleColumns) -> [[UInt64]] {
    zip(columns.timestamps, columns.values).map { [UInt64(bitPattern: $0), $1.bitPattern] }
  }
}
