import Logging
import Telemetry
import Threads
import TimeSeries

/// Something that is asked for targets over the network, again and again.
protocol TargetSource: Sendable {
  var mechanism: Mechanism { get }
  var refreshInterval: Milliseconds { get }
  /// For how long targets outlive their disappearance from the answers.
  var emptyGrace: Milliseconds { get }
  /// Asks once. An empty answer is an answer.
  func ask() async throws(DiscoveryError) -> [TargetGroup]
}

/// Asks a source at every interval, and does not believe everything.
///
/// A source that does not answer has said nothing: its last answer stays. One that suddenly answers with nothing at all is
/// believed only after ``TargetSource/emptyGrace``: a discovery that restarts must not take a whole fleet with it.
final class AskingDiscoverer<Source: TargetSource>: Discoverer {
  private struct State {
    var groups: [TargetGroup] = []
    /// Since when the source has said that there is nothing; by the monotonic clock.
    var emptySince: Double?
    /// Said once, until it changes.
    var problem = ""
  }

  private let source: Source
  private let job: String
  private let metrics: DiscoveryMetrics
  private let logger: Logger
  private let state = Locked(State())

  /// - Parameter job: whose targets they are, for metrics and the log.
  init(_ source: Source, job: String, metrics: DiscoveryMetrics, logger: Logger) {
    self.source = source
    self.job = job
    self.metrics = metrics
    self.logger = logger
  }

  func discover() -> [TargetGroup] { state.withLock { $0.groups } }

  func run(_ publish: @Sendable ([TargetGroup]) -> Void) async {
    repeat {
      await refresh()
      if Task.isCancelled { return }
      publish(discover())
    } while (try? await Task.sleep(for: .milliseconds(source.refreshInterval))) != nil
  }

  private func refresh() async {
    let began = Clock.monotonicSeconds()
    var hasFailed = false
    do throws(DiscoveryError) {
      take(try await source.ask())
    } catch {
      guard !Task.isCancelled else { return }
      hasFailed = true
      report(error.description)
    }
    metrics.asked(source.mechanism, job, seconds: Clock.monotonicSeconds() - began, failed: hasFailed)
  }

  private func take(_ groups: [TargetGroup]) {
    let now = Clock.monotonicSeconds()
    let isEmpty = groups.allSatisfy(\.targets.isEmpty)
    let isHeld = state.withLock { state in
      state.emptySince = isEmpty ? state.emptySince ?? now : nil
      let isHeld =
        isEmpty && !state.groups.isEmpty && (now - (state.emptySince ?? now)) * 1000 < Double(source.emptyGrace)
      if !isHeld { state.groups = isEmpty ? [] : groups }
      return isHeld
    }
    if isHeld { metrics.held(source.mechanism, job) }
    report(isHeld ? "the answer is empty; the targets stay for \(PromDuration.text(source.emptyGrace))" : "")
  }

  private func report(_ problem: String) {
    let isNew = state.withLock { state in
      defer { state.problem = problem }
      return state.problem != problem
    }
    guard isNew, !problem.isEmpty else { return }
    logger.error(
      "Asking for targets; the known ones stay",
      metadata: ["discovery": "\(source.mechanism.rawValue)", "config": "\(job)", "err": "\(problem)"])
  }
}
