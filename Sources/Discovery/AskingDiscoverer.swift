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
  private let source: Source
  private let job: String
  private let metrics: DiscoveryMetrics
  private let problems: ProblemLog
  private let found = Locked(HeldGroups())

  /// - Parameter job: whose targets they are, for metrics and the log.
  init(_ source: Source, job: String, metrics: DiscoveryMetrics, logger: Logger) {
    self.source = source
    self.job = job
    self.metrics = metrics
    problems = ProblemLog(logger, source.mechanism, job: job)
  }

  func discover() -> [TargetGroup] { found.withLock { $0.groups } }

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
      problems.note(error.description)
    }
    metrics.asked(source.mechanism, job, seconds: Clock.monotonicSeconds() - began, failed: hasFailed)
  }

  private func take(_ groups: [TargetGroup]) {
    let now = Clock.monotonicSeconds()
    let isHeld = found.withLock { $0.take(groups, grace: source.emptyGrace, now: now) }
    if isHeld { metrics.held(source.mechanism, job) }
    problems.note(isHeld ? "the answer is empty; the targets stay for \(PromDuration.text(source.emptyGrace))" : "")
  }
}
