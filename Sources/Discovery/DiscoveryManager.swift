package import Logging
package import Telemetry
import Threads

/// Runs the discoverers of all jobs and keeps what they found last.
package final class DiscoveryManager: Sendable {
  private struct Job {
    var sources: DiscoverySources
    var discoverers: [any Discoverer]
    /// By the place of their discoverer.
    var groups: [[TargetGroup]]
    var tasks: [Task<Void, Never>]
  }

  private let jobs = Locked<[String: Job]>([:])
  private let metrics: DiscoveryMetrics
  private let logger: Logger
  private let onChange: @Sendable () -> Void

  /// - Parameter onChange: called when ``groups(of:)`` answers something else than before; from any task.
  package init(registry: Registry, logger: Logger, onChange: @escaping @Sendable () -> Void) {
    metrics = DiscoveryMetrics(registry)
    self.logger = logger
    self.onChange = onChange
  }

  deinit { stop() }

  /// Follows these sources from now on. Jobs whose sources have not changed go on undisturbed; of the others, the targets
  /// are known when this returns.
  package func apply(_ sources: [String: DiscoverySources]) {
    let old = jobs.withLock { jobs in
      defer { jobs = jobs.filter { sources[$0.key] == $0.value.sources } }
      return jobs.filter { sources[$0.key] != $0.value.sources }
    }
    for (name, job) in old { end(name, job) }
    for (name, sources) in sources where jobs.withLock({ $0[name] == nil }) { start(name, sources) }
  }

  /// What was found for a job; empty for an unknown one.
  package func groups(of job: String) -> [TargetGroup] {
    jobs.withLock { $0[job]?.groups.flatMap { $0 } ?? [] }
  }

  package func stop() { apply([:]) }

  private func start(_ name: String, _ sources: DiscoverySources) {
    let files = sources.files.map {
      FileDiscoverer($0, logger: logger, onReadError: { [metrics] in metrics.fileReadErrors.add() })
    }
    let discoverers: [any Discoverer] = [StaticDiscoverer(sources.statics)] + files
    let groups = discoverers.map { $0.discover() }
    jobs.withLock { $0[name] = Job(sources: sources, discoverers: discoverers, groups: groups, tasks: []) }
    let tasks = discoverers.enumerated().map { index, discoverer in
      Task { [weak self] in
        await discoverer.run { groups in self?.take(groups, at: index, of: name, sources) }
      }
    }
    jobs.withLock { $0[name]?.tasks = tasks }
    count(name)
  }

  private func end(_ name: String, _ job: Job) {
    for task in job.tasks { task.cancel() }
    metrics.discoveredTargets.remove("scrape", name)
  }

  private func take(_ groups: [TargetGroup], at index: Int, of name: String, _ sources: DiscoverySources) {
    let hasChanged = jobs.withLock { jobs in
      guard let job = jobs[name], job.sources == sources, job.groups[index] != groups else { return false }
      jobs[name]?.groups[index] = groups
      return true
    }
    guard hasChanged else { return }
    metrics.updates["scrape"].add()
    count(name)
    onChange()
  }

  private func count(_ name: String) {
    let count = groups(of: name).reduce(0) { $0 + $1.targets.count }
    metrics.discoveredTargets["scrape", name].set(Double(count))
  }
}
