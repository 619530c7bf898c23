import Storage
import TestSupport
import Testing
import Threads
import TimeSeries

@testable import Fleet

/// Which clusters an answer speaks for, by what was selected.
struct CoverageViewTests {
  private static let names = ["eu-1", "eu-2", "us-1"]

  /// Each cluster has a series of its own under `job:x:sum`, and all but the last under `job:y:sum`.
  private func storage() -> MemoryStorage {
    var storage = MemoryStorage()
    for (number, cluster) in Self.names.enumerated() {
      let metrics = number == 2 ? ["job:x:sum", "up"] : ["job:x:sum", "job:y:sum", "up"]
      for metric in metrics {
        storage.add(
          ["__name__": metric, "cluster": cluster, "a": "\(number)"],
          SampleColumns(timestamps: [0, 1000], values: [1, 1]))
      }
    }
    storage.add(["__name__": "global:x:sum"], SampleColumns(timestamps: [1000], values: [3]))
    return storage
  }

  private func coverage(
    _ fleet: FleetFixture, _ matchers: [LabelMatcher], _ range: SelectRange
  ) throws -> Coverage {
    let view = fleet.book.observing(storage())
    _ = try view.select(matchers, range)
    return view.coverage()
  }

  private func named(_ name: String) -> LabelMatcher { LabelMatcher("__name__", equals: name) }

  @Test func `an answer lacks a cluster exactly if it asks about a moment between two of its samples`() throws {
    for seed in 0..<40 as Range<UInt64> {
      var random = SeededRandom(seed: seed)
      let fleet = try FleetFixture(at: 1000)
      var intervals: [String: [DarkInterval]] = [:]
      for cluster in Self.names {
        var time = Timestamp(1000)
        fleet.deliver(cluster, newest: time)
        for _ in 0..<Int.random(in: 0...3, using: &random) {
          let newest = time
          for _ in 0..<3 { fleet.miss(cluster) }
          time += Timestamp.random(in: 1...40, using: &random)
          fleet.pass(to: max(fleet.now, time))
          fleet.deliver(cluster, newest: time)
          intervals[cluster, default: []].append(DarkInterval(from: newest, until: time))
          let next = time + Timestamp.random(in: 1...20, using: &random)
          fleet.pass(to: max(fleet.now, next))
          fleet.deliver(cluster, newest: next)
          time = next
        }
      }
      for _ in 0..<100 {
        let first = Timestamp.random(in: 980...1200, using: &random)
        let moments = AskedMoments(
          first: first, last: first + Timestamp.random(in: 0...100, using: &random),
          step: Timestamp.random(in: 1...30, using: &random), window: Timestamp.random(in: 0...20, using: &random))
        let range = SelectRange(from: 0, through: moments.last, moments: moments)
        let lacking = Self.names.filter { cluster in
          intervals[cluster, default: []].contains { isAsked($0, moments) }
        }
        let coverage = try coverage(fleet, [named("job:x:sum")], range)
        #expect(coverage.missing.map(\.cluster) == lacking, "seed \(seed), \(moments), \(intervals)")
        #expect(coverage.expectedCount == 3, "seed \(seed)")
      }
    }
  }

  /// Moment by moment, millisecond by millisecond.
  private func isAsked(_ interval: DarkInterval, _ moments: AskedMoments) -> Bool {
    stride(from: moments.first, through: moments.last, by: Int(moments.step)).contains { moment in
      (moment - max(0, moments.window - 1)...moment).contains { $0 > interval.from && $0 < interval.end }
    }
  }

  @Test func `only what a cluster would have fed lacks it`() throws {
    let fleet = try FleetFixture(at: 1000)
    for cluster in Self.names { fleet.deliver(cluster, newest: 1000) }
    for _ in 0..<3 { fleet.miss("us-1") }
    let now = SelectRange(from: 1000, through: 60_000, newestOnly: true)
    let cases: [(matchers: [LabelMatcher], contributing: [String], missing: [String])] = [
      ([named("job:x:sum")], ["eu-1", "eu-2"], ["us-1"]),
      ([named("job:y:sum")], ["eu-1", "eu-2"], []),
      ([named("up")], ["eu-1", "eu-2", "us-1"], []),
      ([named("global:x:sum")], [], []),
      ([named("job:x:sum"), LabelMatcher("cluster", equals: "us-1")], [], ["us-1"]),
      ([named("job:x:sum"), try LabelMatcher("cluster", .matches, "eu-.*")], ["eu-1", "eu-2"], []),
      ([named("job:x:sum"), LabelMatcher("a", equals: "0")], ["eu-1"], []),
      ([try LabelMatcher("__name__", .matches, "job:.*")], ["eu-1", "eu-2"], ["us-1"]),
      ([try LabelMatcher("__name__", .matches, "up|job:y:sum")], ["eu-1", "eu-2", "us-1"], []),
    ]
    for (matchers, contributing, missing) in cases {
      let coverage = try coverage(fleet, matchers, now)
      #expect(coverage.missing.map(\.cluster) == missing, "\(matchers)")
      #expect(coverage.contributors == contributing, "\(matchers)")
    }
  }

  @Test func `a cluster that was never seen would feed what others feed, and aggregates that nobody does`() throws {
    let fleet = try FleetFixture(FleetSettings(expected: Self.names + ["new"], scrapeInterval: 15_000), at: 1000)
    for cluster in Self.names { fleet.deliver(cluster, newest: 1000) }
    fleet.pass(to: 100_000)
    for cluster in Self.names { fleet.deliver(cluster) }
    let range = SelectRange(from: 100_000, through: 100_000)
    for name in ["job:x:sum", "job:unknown:sum"] {
      #expect(try coverage(fleet, [named(name)], range).missing.map(\.cluster) == ["new"], "\(name)")
    }
    for name in ["up", "global:x:sum", "unknown"] {
      #expect(try coverage(fleet, [named(name)], range).missing.isEmpty, "\(name)")
    }
  }

  @Test func `a child without a cluster label is a cluster of its own`() throws {
    let fleet = try FleetFixture(at: 1000)
    let child = ClusterChild(id: ObjectIdentifier(fleet), replica: "", url: "http://h:1", isLabelled: false)
    fleet.book.noteDelivery(Delivery(cluster: "h:1", child: child, tick: 1000, newest: 1000))
    let range = SelectRange(from: 0, through: 60_000, newestOnly: true)
    #expect(try coverage(fleet, [named("global:x:sum")], range).contributors == ["h:1"])
    for count in 1...3 {
      fleet.book.noteMiss(child, of: "h:1", isNamed: false, inARow: count, error: "refused", at: 60_000)
    }
    #expect(try coverage(fleet, [named("global:x:sum")], range).missing.map(\.cluster) == ["h:1"])
    #expect(try coverage(fleet, [named("up")], range).missing.isEmpty)
  }

  @Test func `a rule's output says for which times it lacked a cluster when it was recorded`() throws {
    let fleet = try FleetFixture(at: 1000)
    fleet.deliver("eu-1")
    var storage = MemoryStorage()
    let times: [Timestamp] = [1000, 2000, 3000, 4000]
    storage.add(["__name__": "global:x:sum"], SampleColumns(timestamps: times, values: [3, 2, 2, 3]))
    storage.add(
      ["__name__": "iapetus:coverage_ratio", "rule": "global:x:sum"],
      SampleColumns(timestamps: times, values: [1, 0.75, 0.5, 1]))
    let cases: [(first: Timestamp, last: Timestamp, window: Milliseconds, partial: Double?)] = [
      (1000, 1999, 0, nil), (2000, 2000, 0, 0.75), (2500, 2500, 0, 0.75), (1000, 4000, 0, 0.5), (4000, 4000, 0, nil),
      (4100, 4100, 50, nil), (4100, 4100, 1500, 0.5), (9000, 9000, 0, nil),
    ]
    for (first, last, window, partial) in cases {
      let view = fleet.book.observing(storage)
      let moments = AskedMoments(first: first, last: last, step: 100, window: window)
      _ = try view.select(
        [named("global:x:sum")], SelectRange(from: first - max(window, 1500), through: last, moments: moments))
      #expect(view.coverage().partialRules.map(\.ratio) == (partial.map { [$0] } ?? []), "\(first) \(last) \(window)")
    }
  }

  @Test func `the clusters of series are found wherever the label stands`() throws {
    var random = SeededRandom(seed: 7)
    let fleet = try FleetFixture(at: 1000)
    for number in 0..<30 { fleet.deliver("c\(number)") }
    let view = fleet.book.state.withLock { $0.view() }
    for _ in 0..<100 {
      var series: [Labels] = []
      var expected: Set<Int> = []
      for _ in 0..<20 {
        let number = Int.random(in: 0..<40, using: &random)
        if number < 30 { expected.insert(view.places[Array("c\(number)".utf8)] ?? -1) }
        let before = String(repeating: "x", count: Int.random(in: 0...3, using: &random))
        series.append(["__name__": "m", "a": before, "cluster": "c\(number)", "z": before])
      }
      var tally = ClusterTally(view)
      tally.count(series.sorted())
      #expect(tally.places == expected)
    }
  }
}
