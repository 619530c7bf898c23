package import Budget
package import Dedup
package import Discovery
package import Fleet
package import Logging
package import Outbound
package import Storage
package import Telemetry
import Threads
package import TimeSeries

/// Scrapes all children of a configuration, until it ends or another configuration comes.
///
/// One task, ``run()``, starts and stops children; each child has a loop of its own, so that a slow one delays no other.
package final class ScrapeManager: Sendable {
  private struct State {
    var settings = ScrapeSettings()
    /// Of all pools, as of the last sync.
    var children: [Child] = []
    var dropped: [TargetsStatus.Dropped] = []
    var droppedCounts: [String: Int] = [:]
  }

  private static let sweepInterval = Duration.seconds(60)

  /// What remote write asks before it stores.
  package let admission: Admission
  /// What remote write tells of what it stores.
  package let pushes: PushedReplicas
  /// What the children say of their metrics.
  package let metadata = MetadataBook()
  private let context: ScrapeContext
  private let discovery: DiscoveryManager
  private let state: Locked<State>
  /// Something has changed that the children must follow.
  private let changes: AsyncStream<Void>
  private let change: AsyncStream<Void>.Continuation

  /// - Parameters:
  ///   - clusters: is told of every scrape of a federation job.
  ///   - discoveryMetrics: shared with others who discover; by default its own.
  ///   - replicaLog: is told how the series of replicas go on.
  ///   - firstBodiesMax: how many children at a time are taken in that were never scraped before.
  ///   - now: the wall clock.
  /// - Throws: ``StorageError`` when the budgets' ledgers cannot be read.
  package init(
    storage: any Appendable, client: HTTPClient, clusters: ClusterBook, registry: Registry, logger: Logger,
    discoveryMetrics: DiscoveryMetrics? = nil, replicaLog: ReplicaLog? = nil, firstBodiesMax: Int = 4,
    now: @escaping @Sendable () -> Timestamp = Clock.now
  ) throws(StorageError) {
    let book = try BudgetBook(storage, at: now())
    context = ScrapeContext(
      storage: storage, client: client, book: book, clusters: clusters, metrics: ScrapeMetrics(registry),
      logger: logger, replicaLog: replicaLog, firstBodies: FirstBodies(atOnceMax: firstBodiesMax), now: now)
    let state = Locked(State())
    self.state = state
    let (changes, change) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    (self.changes, self.change) = (changes, change)
    discovery = DiscoveryManager(
      role: .scrape, client: client, metrics: discoveryMetrics ?? DiscoveryMetrics(registry), logger: logger
    ) { change.yield() }
    admission = Admission(context) { state.withLock { $0.settings } }
    pushes = PushedReplicas(context, registry: registry) { state.withLock { $0.settings } }
    registry.collect("iapetus_outbound_bytes_in_flight", "What the bodies of all answers hold now.", .gauge) {
      [.init(value: Double(client.bytesInFlight))]
    }
    ScrapeMetrics.register(
      in: registry, budgets: { book.all.map { $0.ledger.withLock { $0.use } } },
      targets: { ScrapeManager.targets(state) })
  }

  /// Takes another configuration: all of it, or none of it. The children follow at once if ``run()`` runs.
  ///
  /// - Throws: ``ScrapeSettingsError``; then the old configuration goes on.
  package func apply(_ settings: ScrapeSettings) throws(ScrapeSettingsError) {
    do throws(ScrapeSettingsError) {
      try settings.validate()
    } catch {
      context.metrics.reloadFailures.add()
      throw error
    }
    context.book.keepDecisions(ofJobs: Set(settings.configs.map(\.jobName)))
    state.withLock { $0.settings = settings }
    discovery.apply(
      Dictionary(
        uniqueKeysWithValues: settings.configs.map {
          ($0.jobName, $0.discoverySources)
        }))
    context.metrics.reloads.add()
    change.yield()
  }

  /// Scrapes until the task is canceled. To be called once.
  package func run() async throws {
    let sweeps = Task { await sweep() }
    let lessons = Task { await metadataLearner.run() }
    var pools: [String: ScrapePool] = [:]
    for await _ in changes { await sync(&pools) }
    sweeps.cancel()
    lessons.cancel()
    discovery.stop()
    for name in pools.keys { await pools[name]?.stop() }
    await sweeps.value
    await lessons.value
  }

  private var metadataLearner: MetadataLearner {
    MetadataLearner(
      context: context, book: metadata,
      sources: { [state, context] in
        state.withLock { $0.children }.filter { $0.settings.config.isFederation && $0.settings.poolError == nil }
          .map { HealingSource($0, context) }
      },
      settings: { [state] in state.withLock { $0.settings.metadata } })
  }

  package func targets() -> TargetsStatus { ScrapeManager.targets(state) }

  /// The children that can be asked for samples that were missed, by address.
  package func healingSources() -> [HealingSource] {
    state.withLock { $0.children }.filter { HealingSource.isPossible($0.settings) }
      .map { HealingSource($0, context) }.sorted { $0.url < $1.url }
  }

  /// One entry for each cluster, by name.
  package func budgets() -> [BudgetStatus] { ScrapeManager.budgets(context.book) }

  /// The refused series that a selector can match, those of which most are refused first.
  package func refusals(matching matchers: [LabelMatcher]) -> [RefusedSeries] {
    context.book.refusals(matching: matchers)
  }

  private func sync(_ pools: inout [String: ScrapePool]) async {
    let settings = state.withLock { $0.settings }
    let wanted = Set(settings.configs.map(\.jobName))
    for name in pools.keys where !wanted.contains(name) { await pools[name]?.retireAll() }
    for config in settings.configs {
      if pools[config.jobName] == nil { context.metrics.pools.add() }
      var pool = pools[config.jobName] ?? ScrapePool(context)
      let start = Clock.monotonicSeconds()
      await pool.sync(config, discovery.groups(of: config.jobName), settings)
      context.metrics.syncs[config.jobName].add()
      context.metrics.syncLength[config.jobName].observe(Clock.monotonicSeconds() - start)
      pools[config.jobName] = pool
    }
    show(pools)
  }

  private func show(_ pools: [String: ScrapePool]) {
    let byName = pools.sorted { $0.key < $1.key }
    state.withLock { state in
      state.children = byName.flatMap(\.value.active)
      state.dropped = byName.flatMap(\.value.dropped)
      state.droppedCounts = pools.mapValues(\.droppedCount)
    }
  }

  /// Once a minute, series that nobody brings any more give their slots back.
  private func sweep() async {
    while (try? await Task.sleep(for: ScrapeManager.sweepInterval)) != nil {
      var batch = SampleBatch()
      let rows = context.book.sweep(at: context.now())
      for notice in context.book.takeNotices() { context.logger.warning("\(notice)") }
      guard !rows.isEmpty else { continue }
      batch.records = rows.map { RecordChange(space: .ledger, key: $0.key, value: $0.value) }
      do throws(StorageError) {
        _ = try await context.storage.append(batch)
      } catch {
        context.book.giveBack(rows)
        context.logger.error("storing the budgets' ledgers: \(error)")
      }
    }
  }

  private static func budgets(_ book: BudgetBook) -> [BudgetStatus] {
    book.all.map { $0.ledger.withLock { $0.status } }
  }

  private static func targets(_ state: Locked<State>) -> TargetsStatus {
    let (children, dropped, counts) = state.withLock { ($0.children, $0.dropped, $0.droppedCounts) }
    let active = children.map(\.status).sorted { ($0.scrapePool, $0.scrapeURL) < ($1.scrapePool, $1.scrapeURL) }
    return TargetsStatus(active: active, dropped: dropped, droppedCounts: counts)
  }
}
