import Storage
import TestSupport
import Testing
import TimeSeries

@testable import Fleet

struct ClusterBookTests {
  private let interval = FleetFixture.interval

  @Test func `a cluster is dark when all its replicas have missed three scrapes, since its newest sample`() throws {
    let fleet = try FleetFixture(at: 100_000)
    fleet.deliver("eu-1", "a", newest: 90_000)
    fleet.deliver("eu-1", "b", newest: 95_000)
    for _ in 0..<3 { fleet.miss("eu-1", "a") }
    #expect(!fleet.book.isDark("eu-1"))
    fleet.miss("eu-1", "b")
    fleet.miss("eu-1", "b")
    #expect(!fleet.book.isDark("eu-1"))
    fleet.miss("eu-1", "b")
    #expect(fleet.book.isDark("eu-1"))
    let status = try #require(fleet.book.status(of: "eu-1"))
    #expect(status.state == .dark)
    #expect(status.darkSince == 95_000)
    #expect(status.replicas.map(\.missedInARow) == [3, 3])
    #expect(status.replicas.map(\.lastError) == ["connection refused", "connection refused"])
  }

  @Test func `a cluster that is back leaves an interval from its newest sample before to its newest one now`() throws {
    let fleet = try FleetFixture(at: 100_000)
    fleet.deliver("eu-1", newest: 95_000)
    for _ in 0..<5 { fleet.miss("eu-1") }
    fleet.pass(to: 400_000)
    fleet.deliver("eu-1", newest: 395_000)
    #expect(!fleet.book.isDark("eu-1"))
    #expect(fleet.book.status(of: "eu-1")?.darkIntervals == [DarkInterval(from: 95_000, until: 395_000)])
  }

  @Test func `a cluster that answers with what it had is still dark`() async throws {
    let fleet = try FleetFixture(at: 100_000)
    fleet.deliver("eu-1", newest: 95_000)
    for _ in 0..<3 { fleet.miss("eu-1") }
    fleet.deliver("eu-1", newest: 95_000)
    #expect(fleet.book.isDark("eu-1"))
    let after = try await fleet.restarted(at: 200_000)
    after.deliver("eu-1", newest: 95_000)
    #expect(after.book.isDark("eu-1"))
    after.deliver("eu-1", newest: 199_000)
    #expect(after.book.status(of: "eu-1")?.darkIntervals == [DarkInterval(from: 95_000, until: 199_000)])
  }

  @Test func `a cluster that pushes is dark when it has been silent for three of its intervals`() throws {
    let fleet = try FleetFixture(FleetSettings(expected: ["eu-1"], scrapeInterval: 15_000, pushInterval: 60_000))
    fleet.pass(to: 100_000)
    #expect(fleet.book.status(of: "eu-1")?.state == .awaited)
    for time in stride(from: 100_000, through: 400_000, by: 100_000) as StrideThrough<Timestamp> {
      fleet.pass(to: time)
      fleet.push("eu-1")
      #expect(fleet.book.status(of: "eu-1")?.state == .live)
    }
    fleet.pass(to: 400_000 + 3 * 60_000)
    #expect(!fleet.book.isDark("eu-1"))
    fleet.pass(to: 400_000 + 4 * 60_000)
    let status = try #require(fleet.book.status(of: "eu-1"))
    #expect(status.state == .dark)
    #expect(status.darkSince == 399_000)
    #expect(status.replicas.map(\.isPushed) == [false])
    fleet.push("eu-1")
    #expect(fleet.book.status(of: "eu-1")?.state == .live)
    let unseen = DarkInterval(from: 0, until: 99_000, cause: .neverSeen)
    #expect(fleet.book.status(of: "eu-1")?.darkIntervals == [unseen, DarkInterval(from: 399_000, until: 639_000)])
  }

  @Test func `of a cluster that is scraped and pushes, silence of the one is not the end of the other`() throws {
    let fleet = try FleetFixture(FleetSettings(scrapeInterval: 15_000, pushInterval: 15_000), at: 100_000)
    fleet.deliver("eu-1", "a")
    fleet.push("eu-1", "b")
    for _ in 0..<3 { fleet.miss("eu-1", "a") }
    #expect(!fleet.book.isDark("eu-1"))
    fleet.pass(to: 300_000)
    #expect(fleet.book.isDark("eu-1"))
    fleet.deliver("eu-1", "a")
    fleet.pass(to: 500_000)
    #expect(!fleet.book.isDark("eu-1"))
  }

  @Test func `a retired cluster that pushes no more is forgotten`() throws {
    let fleet = try FleetFixture(at: 100_000)
    fleet.push("eu-1")
    fleet.book.apply(FleetSettings(retired: ["eu-1"], scrapeInterval: 15_000))
    #expect(fleet.book.status(of: "eu-1") != nil)
    fleet.pass(to: 300_000)
    #expect(fleet.book.status(of: "eu-1") == nil)
  }

  @Test func `a cluster that discovery forgets is missing, and not gone`() throws {
    let fleet = try FleetFixture(at: 100_000)
    fleet.deliver("eu-1", newest: 95_000)
    fleet.book.noteDeparture(fleet.child("eu-1").id, of: "eu-1")
    #expect(fleet.book.status(of: "eu-1")?.state == .awaited)
    fleet.pass(to: 100_000 + 4 * interval)
    #expect(fleet.book.status(of: "eu-1")?.darkSince == 95_000)
    #expect(fleet.book.status(of: "eu-1")?.replicas.map(\.url) == [nil])
  }

  @Test func `a declared cluster that never delivers is missing since it was declared`() throws {
    let fleet = try FleetFixture(FleetSettings(expected: ["eu-1", "eu-2"], scrapeInterval: interval), at: 100_000)
    fleet.deliver("eu-1")
    fleet.pass(to: 100_000 + interval)
    #expect(!fleet.book.isDark("eu-2"))
    fleet.pass(to: 100_000 + 4 * interval)
    let status = try #require(fleet.book.status(of: "eu-2"))
    #expect(status.darkIntervals == [DarkInterval(from: 100_000, until: nil, cause: .neverSeen)])
    #expect(status.expectation == .declared)
  }

  @Test func `a learned cluster is remembered over a restart, and dark if it does not come back`() async throws {
    let before = try FleetFixture(at: 100_000)
    before.deliver("eu-1", newest: 95_000)
    before.deliver("eu-2", newest: 96_000)
    let after = try await before.restarted(at: 130_000)
    #expect(after.book.statuses().map(\.name) == ["eu-1", "eu-2"])
    #expect(after.book.statuses().map(\.state) == [.awaited, .awaited])
    after.deliver("eu-1", newest: 125_000)
    after.pass(to: 130_000 + 4 * interval)
    #expect(after.book.statuses().map(\.state) == [.live, .dark])
    #expect(after.book.status(of: "eu-2")?.darkSince == 96_000)
  }

  @Test func `darkness outlives a restart, also one after a crash`() async throws {
    let before = try FleetFixture(at: 100_000)
    before.deliver("eu-1", newest: 95_000)
    for _ in 0..<3 { before.miss("eu-1") }
    _ = await before.book.write()
    let after = try await before.restarted(at: 130_000, crashed: true)
    #expect(after.book.isDark("eu-1"))
    after.deliver("eu-1", newest: 128_000)
    #expect(after.book.status(of: "eu-1")?.darkIntervals == [DarkInterval(from: 95_000, until: 128_000)])
  }

  @Test func `a replica's record alone is enough to remember its cluster after a crash`() async throws {
    let before = try FleetFixture(at: 100_000)
    before.deliver("eu-1", newest: 95_000, through: 94_000)
    let after = try await before.restarted(at: 110_000, crashed: true)
    #expect(after.book.status(of: "eu-1")?.newest == 95_000)
    #expect(after.book.deliveredThrough("eu-1") == 94_000)
  }

  @Test func `iapetus's own downtime is a hole of every cluster, and told by itself`() async throws {
    let before = try FleetFixture(at: 100_000)
    before.deliver("eu-1", newest: 95_000)
    let after = try await before.restarted(at: 700_000)
    after.deliver("eu-1", newest: 695_000)
    #expect(after.book.ownDowntime() == [DarkInterval(from: 100_000, until: 700_000, cause: .downtime)])
    #expect(
      after.book.status(of: "eu-1")?.darkIntervals == [DarkInterval(from: 95_000, until: 695_000, cause: .downtime)])
    let again = try await after.restarted(at: 710_000)
    again.deliver("eu-1", newest: 709_000)
    #expect(again.book.ownDowntime().count == 1)
    #expect(again.book.status(of: "eu-1")?.darkIntervals.count == 1)
  }

  @Test func `slots between two deliveries that nobody fetched are a hole, however short`() async throws {
    let fleet = try FleetFixture(at: 100_000)
    fleet.deliver("eu-1", newest: 95_000, through: 109_999)
    fleet.pass(to: 115_000)
    fleet.deliver("eu-1", newest: 110_000, through: 124_999)
    fleet.pass(to: 145_000)
    fleet.deliver("eu-1", newest: 140_000, through: 154_999)
    let hole = DarkInterval(from: 110_000, until: 140_000)
    #expect(fleet.book.status(of: "eu-1")?.darkIntervals == [hole])
    #expect(fleet.book.status(of: "eu-1")?.silentUntil == 140_000)
    let after = try await fleet.restarted(at: 180_000)
    after.deliver("eu-1", newest: 170_000, through: 184_999)
    let own = DarkInterval(from: 140_000, until: 170_000, cause: .downtime)
    #expect(after.book.status(of: "eu-1")?.darkIntervals == [hole, own])
  }

  @Test func `a missed scrape without a missed slot is no hole, nor a slot that the child missed`() async throws {
    let fleet = try FleetFixture(at: 100_000)
    fleet.deliver("eu-1", newest: 95_000, through: 154_999)
    fleet.pass(to: 160_000)
    fleet.deliver("eu-1", newest: 155_000, through: 156_999)
    fleet.pass(to: 175_000)
    fleet.deliver("eu-1", newest: 171_000, through: 172_999)
    #expect(fleet.book.status(of: "eu-1")?.darkIntervals == [])
    let after = try await fleet.restarted(at: 176_000)
    after.deliver("eu-1", newest: 175_000, through: 176_999)
    #expect(after.book.status(of: "eu-1")?.darkIntervals == [])
  }

  @Test func `a cluster that will be scraped is awaited, and missing until it delivers`() throws {
    let fleet = try FleetFixture(at: 100_000)
    fleet.deliver("eu-1")
    fleet.book.noteArrival(fleet.child("eu-2"), of: "eu-2")
    #expect(fleet.book.status(of: "eu-2")?.state == .awaited)
    let missing = Coverage.Missing(cluster: "eu-2", since: 100_000, until: nil, cause: .neverSeen)
    #expect(fleet.book.coverage().missing == [missing])
    fleet.pass(to: 104_000)
    fleet.deliver("eu-2", newest: 103_000)
    #expect(fleet.book.coverage().missing.isEmpty)
    let interval = DarkInterval(from: 100_000, until: 103_000, cause: .neverSeen)
    #expect(fleet.book.status(of: "eu-2")?.darkIntervals == [interval])
    fleet.book.noteArrival(fleet.child("eu-2"), of: "eu-2")
    #expect(fleet.book.status(of: "eu-2")?.state == .live)
  }

  @Test func `a cluster that was never scraped is forgotten with its child, and dark when it misses`() throws {
    let fleet = try FleetFixture(at: 100_000)
    for name in ["eu-1", "eu-2"] { fleet.book.noteArrival(fleet.child(name), of: name) }
    fleet.book.noteDeparture(fleet.child("eu-1").id, of: "eu-1")
    #expect(fleet.book.statuses().map(\.name) == ["eu-2"])
    for _ in 0..<3 { fleet.miss("eu-2") }
    #expect(fleet.book.status(of: "eu-2")?.darkSince == 100_000)
  }

  @Test func `what is healed is no hole`() throws {
    let fleet = try FleetFixture(at: 100_000)
    fleet.deliver("eu-1", newest: 95_000)
    for _ in 0..<3 { fleet.miss("eu-1") }
    fleet.pass(to: 400_000)
    fleet.deliver("eu-1", newest: 395_000)
    fleet.book.noteHealed("eu-1", 95_000..<200_000)
    #expect(fleet.book.status(of: "eu-1")?.darkIntervals == [DarkInterval(from: 200_000, until: 395_000)])
    fleet.book.noteHealed("eu-1", 200_000..<395_000)
    #expect(fleet.book.status(of: "eu-1")?.darkIntervals == [])
  }

  @Test func `what is healed is stored with its samples, and no hole after a crash`() async throws {
    let fleet = try FleetFixture(at: 100_000)
    fleet.deliver("eu-1", newest: 95_000)
    for _ in 0..<3 { fleet.miss("eu-1") }
    fleet.pass(to: 400_000)
    fleet.deliver("eu-1", newest: 395_000)
    _ = await fleet.book.write()
    let ranges: [Range<Timestamp>] = [95_000..<200_000, 300_000..<395_000]
    fleet.store.put(fleet.book.healedRecords("eu-1", ranges))
    #expect(fleet.book.status(of: "eu-1")?.darkIntervals.count == 1, "it is asked before the samples are stored")
    let after = try await fleet.restarted(at: 401_000, crashed: true)
    #expect(after.book.status(of: "eu-1")?.darkIntervals == [DarkInterval(from: 200_000, until: 300_000)])
    #expect(fleet.book.healedRecords("eu-1", [500_000..<600_000]).isEmpty)
    #expect(fleet.book.healedRecords("us-1", ranges).isEmpty)
  }

  @Test func `a list of expected clusters makes others unexpected; a retired one is forgotten`() async throws {
    let fleet = try FleetFixture(at: 100_000)
    fleet.deliver("eu-1")
    fleet.deliver("old")
    _ = await fleet.book.write()
    fleet.book.noteDeparture(fleet.child("old").id, of: "old")
    fleet.book.apply(FleetSettings(expected: ["eu-1"], scrapeInterval: interval))
    #expect(fleet.book.status(of: "old")?.expectation == .unexpected)
    fleet.book.apply(FleetSettings(retired: ["old"], scrapeInterval: interval))
    #expect(fleet.book.statuses().map(\.name) == ["eu-1"])
    let after = try await fleet.restarted(at: 110_000)
    #expect(after.book.statuses().map(\.name) == ["eu-1"])
  }

  @Test func `the watermark is the oldest of what expected, living clusters have delivered`() throws {
    let fleet = try FleetFixture(FleetSettings(expected: ["eu-1", "eu-2"], scrapeInterval: interval), at: 100_000)
    #expect(fleet.book.watermark() == .min)
    fleet.deliver("eu-1", "a", newest: 90_000, through: 89_000)
    fleet.deliver("eu-2", "a", newest: 95_000)
    fleet.deliver("other", "a", newest: 50_000)
    #expect(fleet.book.watermark() == 89_000)
    fleet.deliver("eu-1", "b", newest: 94_000, through: 93_000)
    #expect(fleet.book.watermark() == 93_000)
    fleet.deliver("eu-1", "a", newest: 91_000, through: 91_000)
    #expect(fleet.book.watermark() == 93_000)
    for _ in 0..<3 { fleet.miss("eu-1", "a") }
    for _ in 0..<3 { fleet.miss("eu-1", "b") }
    #expect(fleet.book.watermark() == 95_000)
    #expect(fleet.book.watermark(of: ["eu-1"]) == nil)
  }

  @Test func `whoever waits for the watermark hears of each advance`() async throws {
    let fleet = try FleetFixture(at: 100_000)
    let advances = fleet.book.advances()
    fleet.deliver("eu-1", newest: 95_000)
    for await _ in advances where fleet.book.watermark() == 95_000 { return }
  }

  @Test func `what could not be written is written later`() async throws {
    let fleet = try FleetFixture(at: 100_000)
    fleet.deliver("eu-1", newest: 95_000)
    for _ in 0..<3 { fleet.miss("eu-1") }
    fleet.store.fail(true)
    #expect(await !fleet.book.write())
    fleet.store.fail(false)
    #expect(await fleet.book.write())
    #expect(try await fleet.restarted(at: 101_000, crashed: true).book.isDark("eu-1"))
  }

  @Test func `a child of which nobody knows the cluster is no cluster until it delivers`() throws {
    let fleet = try FleetFixture(at: 100_000)
    for _ in 0..<5 { fleet.miss("10.0.0.1:9090", isNamed: false) }
    #expect(fleet.book.statuses().isEmpty)
  }
}
