import Glibc
import TestSupport
import Testing

extension EndToEnd {
  /// Replicas die and come back while somebody looks at a dashboard that refreshes several times a second.
  struct ReplicaLossTests {
    private static let clock = "cluster:clock:seconds"
    private static let slots = "count_over_time(cluster:clock:seconds[10s])"
    private static let rate = "rate(job:requests:total[10s])"
    private static let sums = [
      "sum(cluster:one:count)": 3.0, "count(cluster:clock:seconds)": 3, "count(job:requests:total)": 3,
    ]
    private static let period = Clusters.period

    @Test func `a killed or hanging replica makes no gap, no jump and no doubled sum on any query at any time`()
      async throws
    {
      let clusters = try await Clusters(outOfPhase: "us-1")
      let iapetus = try await ServerProcess(config: clusters.scrapeConfigs)
      try await clusters.await(slotCount: 6, on: iapetus)
      let watcher = Watcher(
        iapetus,
        .init(
          selectors: [Self.clock, "job:requests:total"],
          ranges: [Self.clock, Self.slots, Self.rate, "sum(\(Self.clock))", "sum(\(Self.rate))"], constants: Self.sums))
      try await Task.sleep(for: .seconds(4))

      let killed = [clusters["eu-1", "a"], clusters["us-1", "a"]].map(\.prometheus)
      let hanging = clusters["eu-2", "a"].prometheus.process
      let death = Clock.seconds()
      for replica in killed { replica.process.end(by: SIGKILL) }
      hanging.send(SIGSTOP)
      try await Self.await(6, slotsAfter: death, on: iapetus)
      for replica in killed { try await replica.restart() }
      hanging.send(SIGCONT)
      let birth = Clock.seconds()
      try await eventually("all children are up again") {
        try await iapetus.value("count(up == 1)", [("dedup", "false")]) == 6
      }
      try await Self.await(6, slotsAfter: birth, on: iapetus)
      // For the points of ranges, which are asked for only once they are settled.
      try await Task.sleep(for: .seconds(8))
      await watcher.end()

      #expect(watcher.complaints.isEmpty, "\(watcher.complaints.joined(separator: "\n"))")
      #expect(watcher.answerCount > 200)
      for cluster in Clusters.names {
        try await Self.expectEverySlot(of: cluster, in: watcher, from: death - 4, to: birth + 8, clusters)
        Self.expectSteady(cluster, in: watcher)
      }
    }

    private static func await(_ count: Int, slotsAfter time: Double, on iapetus: ServerProcess) async throws {
      try await eventually("\(count) more slots of every cluster are there") {
        try await iapetus.value("min(\(clock))") > time + Double(count) * period
      }
    }

    /// What the survivor evaluated itself was served: one sample in each slot, at its own time where the pair is in phase.
    private static func expectEverySlot(
      of cluster: String, in watcher: Watcher, from start: Double, to end: Double, _ clusters: Clusters
    ) async throws {
      let survivor = clusters[cluster, "b"].prometheus
      let truth = try #require(try await survivor.series("\(clock)[5m]").first).samples.map(\.time)
        .filter { (start...end).contains($0) }
      let served = watcher.served(clock + "[30s]").first { $0.key["cluster"] == cluster }?.value ?? [:]
      let times = served.keys.map { Double($0) / 1000 }.sorted()
      #expect(truth.count > 10)
      for slot in truth {
        let near = times.count { abs($0 - slot) <= period / 2 }
        #expect(near == 1, "\(cluster): \(near) samples for the slot at \(slot) in \(times)")
        if cluster != "us-1" { #expect(times.contains(slot), "\(cluster) at \(slot)") }
      }
      for (time, value) in served { #expect(Double(value) == Double(time) / 1000, "the child's own bits") }
    }

    /// Neither rates nor counts of samples show who served them.
    private static func expectSteady(_ cluster: String, in watcher: Watcher) {
      let rates = points(rate, of: cluster, in: watcher)
      #expect(rates.count > 10)
      let band = Meter.rate * 0.5...Meter.rate * 1.7
      #expect(rates.values.allSatisfy { band.contains($0) }, "\(cluster): \(rates)")
      let usual = cluster == "us-1" ? 4.0...6.0 : 5.0...5.0
      let counts = points(slots, of: cluster, in: watcher)
      #expect(counts.values.allSatisfy { usual.contains($0) }, "\(cluster): \(counts)")
    }

    /// Seconds → value.
    private static func points(_ query: String, of cluster: String, in watcher: Watcher) -> [Double: Double] {
      let served = watcher.served(query).first { $0.key["cluster"] == cluster }?.value ?? [:]
      return Dictionary(uniqueKeysWithValues: served.map { (Double($0) / 1000, Double($1) ?? .nan) })
    }
  }
}
