import Logging
import Outbound
import Telemetry
import Threads
import TimeSeries

/// Follows the objects of a Kubernetes cluster and makes targets of them.
///
/// There are none until everything that the role needs has been listed once; then each change shows, several at a time.
final class KubernetesDiscoverer: Discoverer {
  private struct State {
    var found = HeldGroups()
    /// How many changes there have been, and how many of them the targets show.
    var changeCount = 0
    var shownCount = 0
  }

  private let config: KubernetesDiscoveryConfig
  private let api: KubernetesAPI
  private let job: String
  private let problems: ProblemLog
  private let state: Locked<State>

  /// - Parameter job: whose targets they are, for the log.
  init(
    _ config: KubernetesDiscoveryConfig, _ client: HTTPClient, job: String, metrics: DiscoveryMetrics, logger: Logger,
    home: KubernetesHome = KubernetesHome()
  ) {
    self.config = config
    api = KubernetesAPI(config: config, home: home, client: client, metrics: metrics)
    self.job = job
    problems = ProblemLog(logger, .kubernetes, job: job)
    state = Locked(State())
  }

  func discover() -> [TargetGroup] { state.withLock { $0.found.groups } }

  func run(_ publish: @Sendable ([TargetGroup]) -> Void) async {
    let followers: KubernetesFollowers
    do throws(DiscoveryError) {
      followers = KubernetesFollowers(
        api, namespaces: try namespaces(), onChange: { [state] in state.withLock { $0.changeCount += 1 } },
        onProblem: { [problems] in problems.note($1, of: $0) })
    } catch {
      api.metrics.kubernetes.failures.add()
      return problems.note(error.description, of: "namespaces")
    }
    await withTaskGroup(of: Void.self) { group in
      followers.run(in: &group)
      while (try? await Task.sleep(for: .milliseconds(config.limits.settleInterval))) != nil {
        if followers.areListed, settle(followers) { publish(discover()) }
      }
    }
  }

  /// The namespaces to look into; `nil` stands for all.
  private func namespaces() throws(DiscoveryError) -> [String?] {
    let names = config.namespaces + (config.ownNamespace ? [try api.home.namespace()] : [])
    return names.isEmpty ? [nil] : Set(names).sorted()
  }

  /// Makes targets of what has changed; `false` if nothing has.
  private func settle(_ followers: KubernetesFollowers) -> Bool {
    let changeCount: Int? = state.withLock { state in
      state.changeCount == state.shownCount && !state.found.isHeld ? nil : state.changeCount
    }
    guard let changeCount else { return false }
    let groups = followers.view.groups(config.role)
    let (isHeld, isNew) = state.withLock { state in
      defer { state.shownCount = changeCount }
      let isHeld = state.found.take(groups, grace: config.emptyGrace, now: Clock.monotonicSeconds())
      return (isHeld, state.shownCount != changeCount)
    }
    if isHeld, isNew { api.metrics.held(.kubernetes, job) }
    let grace = PromDuration.text(config.emptyGrace)
    problems.note(isHeld ? "nothing is there any more; the targets stay for \(grace)" : "", of: "targets")
    return true
  }
}
