import Telemetry
import Threads

/// A query from its arrival to its end: what can be seen of it meanwhile, and how it is ended from outside.
final class ActiveQuery: Sendable {
  let request: QueryRequest
  let limits: QueryLimits
  let description: QueryDescription
  /// On the monotonic clock.
  let arrivalSeconds: Double
  let deadlineSeconds: Double
  /// Nothing while it waits for its turn.
  private let context = Locked<QueryContext?>(nil)

  init(_ request: QueryRequest, id: Int, limits: QueryLimits) {
    self.request = request
    self.limits = limits
    let timeout = min(limits.timeout, request.options.timeout ?? limits.timeout)
    description = QueryDescription(request, id: id, arrivedAt: Clock.now(), timeout: timeout)
    arrivalSeconds = Clock.monotonicSeconds()
    deadlineSeconds = arrivalSeconds + Double(timeout) / 1000
  }

  /// Whether it has one of the places that are kept for rules.
  var isRule: Bool { if case .ruleGroup = description.origin { true } else { false } }

  /// Whether it is sent away when too many wait: those of clients.
  var isRefusable: Bool { if case .request = description.origin { true } else { false } }

  /// Its turn has come.
  func begin(_ context: QueryContext) { self.context.withLock { $0 = context } }

  var elapsedSeconds: Double { Clock.monotonicSeconds() - arrivalSeconds }

  var status: ActiveQueryStatus {
    let context = context.withLock { $0 }
    return ActiveQueryStatus(
      description: description, state: context == nil ? .queued : .running, seconds: elapsedSeconds,
      usage: context?.usage ?? QueryUsage())
  }

  /// It has ended: gives back what it held, and tells what it used.
  func end(_ outcome: Result<QueryResult, QueryError>) -> FinishedQuery {
    let context = context.withLock { context in
      defer { context = nil }
      return context
    }
    switch outcome {
    case .success(let result):
      return FinishedQuery(description: description, seconds: elapsedSeconds, statistics: result.statistics)
    case .failure(let error):
      var statistics = QueryStatistics()
      if let context {
        context.fill(&statistics)
        statistics.queueSeconds = context.beginSeconds - arrivalSeconds
        statistics.evaluateSeconds = Clock.monotonicSeconds() - context.beginSeconds
      } else {
        statistics.queueSeconds = elapsedSeconds
      }
      return FinishedQuery(description: description, seconds: elapsedSeconds, statistics: statistics, error: error)
    }
  }
}
