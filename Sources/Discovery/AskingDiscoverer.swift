import Logging
import Telemetry
import Threads
import TimeSeries

/// Something that is asked for targets over the network, again and again.
protocol TargetSource: Sendable {
  var mechanism: Mechanism { get }
  var refreshInterval: Milliseconds { get }
  /// Asks once. An empty answer is an answer.
  func ask() async throws(DiscoveryError) -> [TargetGroup]
}

/// Asks a source at every interval, and does not believe everything.
///
/// A source that does not answer has said nothing: its last answer stays. One that suddenly answers with nothing at all is
/// believed only after ``emptyGrace``: a discovery that restarts must not take a whole fleet with it.
final class AskingDiscoverer<Source: TargetSource>: Discoverer {
  static var emptyGraceDefault: Milliseconds { 300_000 }

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
  private let emptyGrace: Milliseconds
  private let state = Locked(State())

  /// - Parameters:
  ///   - job: whose targets they are, for metrics and the log.
  ///   - emptyGrace: for how long targets outlive their disappearance from the answers.
  init(
    _ source: Source, job: String, metrics: DiscoveryMetrics, logger: Logger,
    emptyGrace: Milliseconds = emptyGraceDefault
  ) {
    self.source = source
    self.job = job
    self.metrics = metrics
    self.logger = logger
    self.emptyGrace = emptyGrace
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
        isEmpty && !state.groups.isEmpty && (now - (state.emptySince ?? now)) * 1000 < Double(emptyGrace)
      if !isHeld { state.groups = isEmpty ? [] : groups }
      return isHeld
    }
    report(isHeld ? "the answer is empty; the targets stay for \(PromDuration.text(emptyGrace))" : "")
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
