package import Logging
package import Outbound
import Telemetry
import Threads

/// Runs the discoverers of all jobs and keeps what they found last.
package final class DiscoveryManager: Sendable {
  /// For whom targets are looked for; Prometheus's words.
  package enum Role: String, Sendable, CaseIterable {
    case scrape, notify
  }

  private let jobs = Locked<[String: [DiscoveryRun]]>([:])
  private let role: Role
  private let client: HTTPClient
  private let metrics: DiscoveryMetrics
  private let logger: Logger
  private let onChange: @Sendable () -> Void

  /// - Parameter onChange: called when ``groups(of:)`` answers something else than before; from any task.
  package init(
    role: Role, client: HTTPClient, metrics: DiscoveryMetrics, logger: Logger, onChange: @escaping @Sendable () -> Void
  ) {
    self.role = role
    self.client = client
    self.metrics = metrics
    self.logger = logger
    self.onChange = onChange
  }

  deinit { stop() }

  /// Follows these sources from now on. A source that was followed before goes on undisturbed, in whatever job it stands
  /// now; of new ones, static targets and files are known when this returns, and what must be asked for comes later.
  package func apply(_ sources: [String: DiscoverySources]) {
    let old = jobs.withLock { $0 }
    var known = old.values.flatMap { $0 }
    let new = sources.map { name, sources in (name, sources.all.map { run($0, of: name, takenFrom: &known) }) }
    jobs.withLock { $0 = Dictionary(uniqueKeysWithValues: new) }
    for name in old.keys where sources[name] == nil { metrics.discoveredTargets.remove(role.rawValue, name) }
    count()
  }

  /// What was found for a job; empty for an unknown one.
  package func groups(of job: String) -> [TargetGroup] {
    jobs.withLock { $0[job] ?? [] }.flatMap(\.groups)
  }

  /// Whether each source of a job has found something, or has had its say: one that must be asked may take a while.
  package func isSettled(_ job: String) -> Bool {
    jobs.withLock { $0[job] ?? [] }.allSatisfy { $0.source.isKnownAtOnce || !$0.groups.isEmpty }
  }

  package func stop() { apply([:]) }

  private func run(_ source: DiscoverySource, of job: String, takenFrom known: inout [DiscoveryRun]) -> DiscoveryRun {
    if let index = known.firstIndex(where: { $0.source == source }) { return known.remove(at: index) }
    return DiscoveryRun(source, discoverer(source, job)) { [weak self] hasChanged in self?.noteUpdate(hasChanged) }
  }

  private func discoverer(_ source: DiscoverySource, _ job: String) -> any Discoverer {
    switch source {
    case .statics(let configs): return StaticDiscoverer(configs)
    case .file(let config):
      return FileDiscoverer(config, logger: logger, metrics: metrics)
    case .http(let config):
      return AskingDiscoverer(HTTPTargetSource(config, client), job: job, metrics: metrics, logger: logger)
    case .name(let name, let config):
      return AskingDiscoverer(DNSTargetSource(name, config), job: job, metrics: metrics, logger: logger)
    case .kubernetes(let config):
      return KubernetesDiscoverer(config, client, job: job, metrics: metrics, logger: logger)
    }
  }

  private func noteUpdate(_ hasChanged: Bool) {
    metrics.receivedUpdates[role.rawValue].add()
    guard hasChanged else { return }
    metrics.updates[role.rawValue].add()
    metrics.lastUpdate[role.rawValue].set(Double(Clock.now()) / 1000)
    count()
    onChange()
  }

  private func count() {
    for (name, runs) in jobs.withLock({ $0 }) {
      let count = runs.flatMap(\.groups).reduce(0) { $0 + $1.targets.count }
      metrics.discoveredTargets[role.rawValue, name].set(Double(count))
    }
  }
}
