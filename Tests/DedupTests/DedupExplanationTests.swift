import Storage
import Testing
import TimeSeries

@testable import Dedup

/// A view that explains what is read of it.
struct DedupExplanationTests {
  private static let period: Milliseconds = 30_000

  /// Both deliver for forty slots; then only the second does, for `missed` more.
  private func scene(missed: Int) throws -> (store: ReplicatedStore, log: ReplicaLog, now: Timestamp) {
    let store = ReplicatedStore()
    let log = try ReplicaLog(store, replicaLabels: ["replica"])
    let slots = (1...40 + missed).map { (time: Timestamp($0) * Self.period, value: Double($0)) }
    var first = try SimulatedReplica(ReplicaName(cluster: "eu", replica: "a"), store, samples: [slots])
    var second = try SimulatedReplica(ReplicaName(cluster: "eu", replica: "b"), store, samples: [slots])
    for slot in 1...40 + missed {
      let tick = Timestamp(slot) * Self.period
      second.deliver(at: tick, log, store, interval: Self.period)
      if slot <= 40 { first.deliver(at: tick, log, store, interval: Self.period) }
    }
    return (store, log, Timestamp(40 + missed) * Self.period)
  }

  private func read(
    _ view: any Queryable, _ range: SelectRange, _ limits: ExplanationLimits = ExplanationLimits()
  ) throws -> (timestamps: [Timestamp], explained: DedupExplanation.Content) {
    let explanation = DedupExplanation(limits)
    let selection = try DedupView.explaining(view, by: explanation).select([], range)
    var timestamps: [Timestamp] = []
    try selection.read(0..<selection.labels.count) { _, columns in timestamps += columns.timestamps }
    return (timestamps, explanation.finish())
  }

  @Test func `a range tells of each slot, the one that is held back among them`() throws {
    let (store, log, now) = try scene(missed: 1)
    let view = DedupView(base: store, replicaLabels: ["replica"], log: log)
    let (timestamps, content) = try read(view, SelectRange(from: now - 4 * Self.period, through: now))
    let series = try #require(content.series.first)
    #expect(series.labels == ["__name__": "job:s0:sum", "cluster": "eu"])
    #expect(timestamps.count == 4)
    #expect(series.slots.map(\.reason) == [.primary, .primary, .primary, .primary, .heldBack])
    #expect(series.slots.map(\.best.replica) == ["a", "a", "a", "a", "b"])
    #expect(series.slots.prefix(4).allSatisfy { $0.rejected.map(\.replica) == ["b"] })
  }

  @Test func `where only the newest is wanted, that one is told of`() throws {
    let (store, log, now) = try scene(missed: 1)
    let view = DedupView(base: store, replicaLabels: ["replica"], log: log)
    let (_, content) = try read(view, SelectRange(from: now - 300_000, through: now, newestOnly: true))
    #expect(content.series.first?.slots.map(\.reason) == [.primary, .heldBack])
  }

  @Test func `without a log replicas are told apart by their labels`() throws {
    let (store, _, now) = try scene(missed: 1)
    let view = DedupView(base: store, replicaLabels: ["replica"])
    let (timestamps, content) = try read(view, SelectRange(from: now - Self.period, through: now))
    #expect(timestamps == [now - Self.period, now])
    #expect(content.series.first?.slots.map(\.best.replica) == ["a", "b"])
    #expect(content.series.first?.slots.map(\.reason) == [.unranked, .unranked])
  }

  @Test func `a view that merges nothing says so`() throws {
    let (store, _, now) = try scene(missed: 1)
    let (_, content) = try read(store, SelectRange(from: now - Self.period, through: now))
    #expect(content.series.isEmpty)
    #expect(content.notes == ["nothing is merged: replicas are shown apart"])
  }

  @Test func `what is too much is cut, and a note says so`() throws {
    let limits = ExplanationLimits(seriesMax: 3, slotsMax: 20)
    let store = ReplicatedStore()
    var batch = SampleBatch()
    for series in 0...limits.seriesMax {
      let id = try store.seriesID(of: ["__name__": "m", "n": "\(series)", "replica": "a"])
      for slot in 0...(series == 0 ? limits.slotsMax : 0) { batch.append(id, Timestamp(slot), 1) }
    }
    store.store(batch)
    let view = DedupView(base: store, replicaLabels: ["replica"])
    let (timestamps, content) = try read(view, SelectRange(from: 0, through: .max / 2), limits)
    #expect(content.isCut)
    #expect(timestamps.count == limits.slotsMax + 1 + limits.seriesMax)
    #expect(content.series.count == limits.seriesMax)
    #expect(content.series.first?.slots.count == limits.slotsMax)
    #expect(content.series.first?.slots.last?.best.timestamp == Timestamp(limits.slotsMax))
    #expect(
      content.notes == [
        "only the first 3 series are explained", "of a series, only the newest 20 slots are explained",
      ])
  }
}
