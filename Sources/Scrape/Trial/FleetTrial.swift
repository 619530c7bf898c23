import Budget
import Discovery
import Fleet
package import Logging
package import Outbound
import Storage
import Telemetry
import Threads
package import TimeSeries

/// A dry run of a configuration: every child is scraped once, by the very steps of ``ScrapeCycle``, into storage that keeps
/// nothing, against budgets that are empty at first.
package struct FleetTrial: Sendable {
  /// What came of it.
  package struct Report: Sendable, Encodable {
    /// By job and address.
    package var children: [ChildTrial]
    /// By name.
    package var clusters: [ClusterTrial]
    /// What is wrong beside the children: jobs without any, targets that are none.
    package var problems: [String]

    /// Whether every child that there should be answers as it should.
    package var isGood: Bool { problems.isEmpty && children.allSatisfy(\.isGood) }
  }

  private static let lookInterval: Milliseconds = 20

  private let settings: ScrapeSettings
  private let context: ScrapeContext
  private let discoveryLogger: Logger
  private let concurrencyMax: Int
  private let discoveryTimeout: Milliseconds

  /// - Parameters:
  ///   - logger: is told what discovery has to say.
  ///   - concurrencyMax: how many children are asked at once.
  ///   - discoveryTimeout: how long targets are looked for.
  /// - Throws: ``ScrapeSettingsError`` for settings that cannot be scraped by.
  package init(
    _ settings: ScrapeSettings, client: HTTPClient, logger: Logger, concurrencyMax: Int, discoveryTimeout: Milliseconds
  ) throws {
    try settings.validate()
    self.settings = settings
    self.concurrencyMax = max(1, concurrencyMax)
    self.discoveryTimeout = discoveryTimeout
    discoveryLogger = logger
    let storage = ForgetfulStorage()
    context = ScrapeContext(
      storage: storage, client: client, book: try BudgetBook(storage, at: Clock.now()),
      clusters: try ClusterBook(storage: storage, now: Clock.now), metrics: ScrapeMetrics(Registry()),
      // What the children do wrong is in the report.
      logger: Logger(label: "trial") { _ in SwiftLogNoOpLogHandler() }, now: Clock.now)
  }

  /// Finds the children and tries each once. Of children that claim one identity, all but one fail.
  package func run() async -> Report {
    let (candidates, problems) = await discover()
    var children = await tryAll(candidates)
    children.sort { ($0.job, $0.url) < ($1.job, $1.url) }
    let clusters = context.book.all.map { budget in ClusterTrial(budget.ledger.withLock { $0.status }) }
    return Report(children: children, clusters: clusters, problems: problems)
  }

  private func tryAll(_ candidates: [ChildSettings]) async -> [ChildTrial] {
    // A child is known by its place in memory: all of them must last until the end.
    let all = candidates.map { Child($0, context) }
    defer { withExtendedLifetime(all) {} }
    return await withTaskGroup(of: ChildTrial?.self) { group in
      var waiting = all[...]
      for child in waiting.prefix(concurrencyMax) { group.addTask { await attempt(child) } }
      waiting = waiting.dropFirst(concurrencyMax)
      var results: [ChildTrial] = []
      for await result in group {
        if let result { results.append(result) }
        if let next = waiting.popFirst() { group.addTask { await attempt(next) } }
      }
      return results
    }
  }

  private func attempt(_ child: Child) async -> ChildTrial? {
    let settings = child.settings
    var cycle = child.makeCycle(settings)
    let report = await cycle.run(at: context.now())
    return report.map { ChildTrial(settings.target, settings.config, $0, requestCount: cycle.parts.parts.count) }
  }
}

extension FleetTrial {
  /// All children of all jobs, and what is wrong with the others.
  private func discover() async -> (candidates: [ChildSettings], problems: [String]) {
    let discovery = DiscoveryManager(
      role: .scrape, client: context.client, metrics: DiscoveryMetrics(Registry()), logger: discoveryLogger,
      onChange: {})
    discovery.apply(
      Dictionary(settings.configs.map { ($0.jobName, $0.discoverySources) }) { first, _ in first })
    let deadline = Clock.now() + discoveryTimeout
    while Clock.now() < deadline, !settings.configs.allSatisfy({ discovery.isSettled($0.jobName) }) {
      try? await Task.sleep(for: .milliseconds(FleetTrial.lookInterval))
    }
    defer { discovery.stop() }
    var (candidates, problems): ([ChildSettings], [String]) = ([], [])
    if settings.configs.isEmpty { problems.append("the configuration has no scrape_configs: there is nobody to ask") }
    for config in settings.configs {
      let outcomes = discovery.groups(of: config.jobName).flatMap(TargetBuilder(config).build)
      let found = targets(of: config, outcomes, &problems)
      let error = ScrapePool.limitError(config, found.count)
      candidates += found.map { childSettings(config, $0, error) }
    }
    return (candidates, problems)
  }

  private func targets(
    of config: ScrapeConfig, _ outcomes: [Result<TargetBuilder.Outcome, TargetError>], _ problems: inout [String]
  ) -> [Target] {
    var targets: [Target.Key: Target] = [:]
    for outcome in outcomes {
      switch outcome {
      case .success(.target(let target)): targets[target.key] = target
      case .success(.dropped): break
      case .failure(let error): problems.append("job \(config.jobName): \(error)")
      }
    }
    if targets.isEmpty {
      let dropped = outcomes.count { if case .success(.dropped) = $0 { true } else { false } }
      let why = dropped > 0 ? "relabel_configs drops all \(dropped) targets" : "discovery finds no target"
      problems.append("job \(config.jobName) has no child: \(why)")
    }
    return targets.values.sorted { $0.url < $1.url }
  }

  private func childSettings(_ config: ScrapeConfig, _ target: Target, _ error: ScrapeError?) -> ChildSettings {
    ChildSettings(
      config: config, target: target, replicaLabels: settings.replicaLabels, darkAfter: settings.darkAfter,
      otherBudget: settings.pushedBudget, phaseSeed: 0, poolError: error)
  }
}
