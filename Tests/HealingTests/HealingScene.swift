import Discovery
import Fleet
import Logging
import Outbound
import PromQL
import Scrape
import Storage
import TSDB
import Telemetry
import TestSupport
import Testing
import Threads
import TimeSeries

@testable import Healing

/// A cluster of children, a store in which some minutes of theirs are missing, and the healing of it.
///
/// Children are scraped for real; that the cluster was silent for a while is told to the fleet's book by hand, so that no
/// test has to wait for it.
final class HealingScene: Sendable {
  static let period = FakeHistory.period

  /// The newest slot; all children have 60 slots before it.
  let newest: Timestamp
  let children: [FakeReader]
  let database: TimeSeriesDatabase
  let book: ClusterBook
  let told = Locked<[HealedSamples]>([])
  private let folder = TemporaryDirectory()
  private let client = HTTPClient()
  private let scrapes: ScrapeManager
  private let scraping: Task<Void, any Error>
  private let records = Locked<[(String, ClosedRange<Timestamp>)]>([])

  /// - Parameters:
  ///   - gap: the slots before the newest one that are missing, as many slots back; those around are stored.
  init(
    replicas: [String] = ["a"], gap: ClosedRange<Int> = 5...20, _ change: (inout ScrapeConfig) -> Void = { _ in }
  ) async throws {
    let newest = Clock.now() / Self.period * Self.period
    self.newest = newest
    children = replicas.map { FakeReader(FakeHistory(replica: $0, slots: newest - 60 * Self.period...newest)) }
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    var settings = TimeSeriesSettings(path: folder.path)
    settings.syncInterval = 1000
    database = try TimeSeriesDatabase(settings, registry: Registry(), logger: logger)
    book = try ClusterBook(storage: database, now: Clock.now)
    scrapes = try ScrapeManager(
      storage: database, client: client, clusters: ClusterBook(storage: database, now: Clock.now),
      registry: Registry(), logger: logger)
    var config = ScrapeConfig(
      jobName: "federate", metricsPath: "/federate", scrapeInterval: 500, scrapeTimeout: 500)
    config.staticConfigs = children.map { child in
      StaticDiscoveryConfig(targets: [child.address], labels: ["cluster": "eu", "replica": child.history.replica])
    }
    change(&config)
    try scrapes.apply(ScrapeSettings(configs: [config]))
    scraping = Task { [scrapes] in try await scrapes.run() }
    try await store { slot in !gap.contains(Int((newest - slot) / Self.period)) }
    try await waitForScrapes()
    silence(gap)
  }

  deinit { scraping.cancel() }

  /// Stores what scraping would have stored, at some slots.
  private func store(_ isStored: (Timestamp) -> Bool) async throws {
    var batch = SampleBatch()
    for (labels, samples) in children.flatMap(\.history.series) {
      let id = try database.seriesID(of: labels)
      for sample in samples where isStored(sample.timestamp) { batch.append(id, sample.timestamp, sample.value) }
    }
    _ = try await database.append(batch)
  }

  private func waitForScrapes() async throws {
    for _ in 0..<500 {
      if scrapes.healingSources().filter(\.isUp).count == children.count { return }
      try await Task.sleep(for: .milliseconds(20))
    }
    Issue.record("the children were not scraped")
  }

  /// The last delivery before the gap, the first after it, and two more.
  private func silence(_ gap: ClosedRange<Int>) {
    let before = newest - Timestamp(gap.upperBound + 1) * Self.period
    let after = newest - Timestamp(gap.lowerBound - 1) * Self.period
    deliver(at: before, newest: before)
    lastBefore.withLock { $0 = before }
    first.withLock { $0 = after }
  }

  private let lastBefore = Locked<Timestamp>(0)
  private let first = Locked<Timestamp>(0)

  /// The slots that are missing, with those around them.
  var gap: Gap {
    Gap(from: lastBefore.withLock { $0 }, until: first.withLock { $0 }, noticedAt: 0)
  }

  func deliver(at tick: Timestamp, newest: Timestamp) {
    for (source, child) in zip(scrapes.healingSources().sorted { $0.replica < $1.replica }, children) {
      let member = ClusterChild(id: ObjectIdentifier(child), replica: source.replica, url: source.url)
      book.noteDelivery(Delivery(cluster: "eu", child: member, tick: tick, newest: newest))
    }
  }

  /// The first child cannot be scraped.
  func miss(inARow count: Int) {
    guard let source = scrapes.healingSources().first, let child = children.first else { return }
    let member = ClusterChild(id: ObjectIdentifier(child), replica: source.replica, url: source.url)
    book.noteMiss(
      member, of: "eu", isNamed: true, inARow: count, error: "", at: lastBefore.withLock { $0 } + Timestamp(count) * 500
    )
  }

  /// Writes what the book knows.
  func writeBook() async throws {
    let running = Task { await book.run() }
    running.cancel()
    await running.value
  }

  /// When the cluster was dark, as one would know it who reads what is stored.
  func rememberedIntervals() throws -> [DarkInterval] {
    try ClusterBook(storage: database, now: Clock.now).status(of: "eu")?.darkIntervals ?? []
  }

  /// A manager that knows of the gap and may ask.
  func manager(
    observes: Bool = true, _ change: (inout HealingSettings) -> Void = { _ in }
  ) throws -> HealingManager {
    var settings = HealingSettings()
    settings.requestsPerSecond = 1000
    settings.timeout = 120_000
    change(&settings)
    let manager = try HealingManager(
      storage: database, client: client, clusters: book,
      neighbours: HealingNeighbours(
        sources: { [scrapes] in scrapes.healingSources() }, primary: { _, _ in "a" },
        healedRecords: { [records] _, replica, range in
          records.withLock { $0.append((replica, range)) }
          return []
        },
        evaluateAgain: { [told] samples in told.withLock { $0.append(samples) } }),
      registry: Registry(), logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    manager.apply(settings)
    if observes { observe(manager) }
    return manager
  }

  /// Lets the manager see the silence, and two good scrapes after it.
  func observe(_ manager: HealingManager) {
    manager.watch()
    let end = first.withLock { $0 }
    for tick in 0..<4 as Range<Timestamp> {
      deliver(at: end + tick * 500, newest: end)
      manager.watch()
    }
  }

  /// Stretches that were marked as healed.
  var marked: [(replica: String, range: ClosedRange<Timestamp>)] { records.withLock { $0 } }

  /// All that is stored, by labels.
  func stored(_ matchers: [LabelMatcher] = [LabelMatcher("job", equals: "x")]) throws -> [Labels: SampleColumns] {
    let selection = try database.select(matchers, SelectRange(from: newest - 10_000_000, through: newest + 10_000_000))
    var samples: [Labels: SampleColumns] = [:]
    let labels = selection.labels
    try selection.read(0..<labels.count) { position, columns in samples[labels[position]] = copy columns }
    return samples.filter { !$0.value.isEmpty }
  }

  /// That exactly what a child has is stored, bit for bit.
  func expectWhole(_ child: FakeReader, _ note: Comment? = nil) throws {
    let stored = try stored()
    for (labels, samples) in child.history.series {
      #expect(stored[labels]?.timestamps == samples.map(\.timestamp), note)
      #expect(stored[labels]?.values.map(\.bitPattern) == samples.map(\.value.bitPattern), note)
    }
  }
}
