import Telemetry
import Threads
import TimeSeries

/// Lets a bounded number of queries run at once; the others wait in order of arrival, and a bounded number of them.
///
/// Rules have places of their own beside the others, and wait ahead of clients: a burst of dashboards must not delay an
/// alert.
final class QueryGate: Sendable {
  /// How waiting ends.
  private enum Outcome {
    case admitted
    /// Canceled, or out of time.
    case gaveUp
    case refused
  }

  /// How much earlier than asked for a sleep may end.
  private static let alarmToleranceSeconds = 0.001

  private struct Waiter {
    var id: Int
    var isRule: Bool
    var isRefusable: Bool
    var continuation: CheckedContinuation<Outcome, Never>
  }

  private struct State {
    var limit = 0
    var rulesMax = 0
    var queuedMax = 0
    var runningOthers = 0
    var runningRules = 0
    var waiters: [Waiter] = []
    var nextID = 0

    init(_ limits: QueryLimits) { apply(limits) }

    mutating func apply(_ limits: QueryLimits) {
      limit = max(1, limits.concurrentMax)
      rulesMax = max(0, limits.rulesConcurrentMax)
      queuedMax = max(0, limits.queuedMax)
    }

    /// Rules that find none of their own places free take one of the others.
    private var hasPlace: Bool { runningOthers + max(0, runningRules - rulesMax) < limit }

    func hasPlace(forRule isRule: Bool) -> Bool { isRule && runningRules < rulesMax || hasPlace }

    func waitingCount(ofRules: Bool) -> Int { waiters.count { $0.isRule == ofRules } }

    mutating func take(forRule isRule: Bool) {
      if isRule { runningRules += 1 } else { runningOthers += 1 }
    }

    mutating func giveBack(ofRule isRule: Bool) {
      if isRule { runningRules -= 1 } else { runningOthers -= 1 }
    }
  }

  private let state: Locked<State>

  init(_ limits: QueryLimits) {
    state = Locked(State(limits))
  }

  var queuedCount: Int { state.withLock { $0.waiters.count } }

  /// Lower limits take effect as running queries end.
  func apply(_ limits: QueryLimits) {
    let admitted = state.withLock { state in
      state.apply(limits)
      return QueryGate.admit(&state)
    }
    admitted.forEach { $0.resume(returning: .admitted) }
  }

  /// Waits for a place; `leave(isRule:)` must follow.
  ///
  /// - Parameter isRefusable: whether it is sent away when the queue is full. Rules are not, and there are only so many
  ///   of them: dashboards must not be able to silence an alert.
  /// - Throws: ``QueryError`` when canceled or out of time before there was one, or refused.
  func enter(deadline: Double, isRule: Bool, isRefusable: Bool) async throws(QueryError) {
    if Clock.monotonicSeconds() >= deadline { throw QueryGate.timeout }
    if tryEnter(isRule) { return }
    let id = state.withLock { state in
      state.nextID += 1
      return state.nextID
    }
    let alarm = Task { [weak self] in
      let seconds = deadline - Clock.monotonicSeconds()
      try? await Task.sleep(for: .seconds(max(0, seconds)))
      self?.giveUp(id)
    }
    defer { alarm.cancel() }
    let outcome = await withTaskCancellationHandler {
      await withCheckedContinuation {
        join(Waiter(id: id, isRule: isRule, isRefusable: isRefusable, continuation: $0), deadline: deadline)
      }
    } onCancel: {
      giveUp(id)
    }
    switch outcome {
    case .admitted: return
    case .refused: throw refusal
    case .gaveUp where Task.isCancelled: throw QueryError(.canceled, "query was canceled in query queue")
    case .gaveUp: throw QueryGate.timeout
    }
  }

  func leave(isRule: Bool) {
    let admitted = state.withLock { state in
      state.giveBack(ofRule: isRule)
      return QueryGate.admit(&state)
    }
    admitted.forEach { $0.resume(returning: .admitted) }
  }

  private func tryEnter(_ isRule: Bool) -> Bool {
    state.withLock { state in
      let mayPass = isRule ? state.waitingCount(ofRules: true) == 0 : state.waiters.isEmpty
      guard mayPass, state.hasPlace(forRule: isRule) else { return false }
      state.take(forRule: isRule)
      return true
    }
  }

  private func join(_ waiter: Waiter, deadline: Double) {
    let (outcome, admitted) = state.withLock { state -> (Outcome?, [CheckedContinuation<Outcome, Never>]) in
      // Asked with the lock held: who cancels, or whose alarm rings, later than this finds the waiter.
      let isOver = Task.isCancelled || Clock.monotonicSeconds() >= deadline - QueryGate.alarmToleranceSeconds
      let isFull =
        waiter.isRefusable && !state.hasPlace(forRule: false) && state.waitingCount(ofRules: false) >= state.queuedMax
      let outcome: Outcome? = isOver ? .gaveUp : isFull ? .refused : nil
      if outcome == nil { state.waiters.append(waiter) }
      return (outcome, QueryGate.admit(&state))
    }
    if let outcome { waiter.continuation.resume(returning: outcome) }
    admitted.forEach { $0.resume(returning: .admitted) }
  }

  private static var timeout: QueryError { QueryError(.timeout, "query timed out in query queue") }

  private var refusal: QueryError {
    let (limit, queuedMax) = state.withLock { ($0.limit, $0.queuedMax) }
    return QueryError(
      .overloaded,
      "query was refused: \(limit) queries run (--query.max-concurrency) and \(queuedMax) wait (--query.max-queued); try it"
        + " again when some are done")
  }

  private func giveUp(_ id: Int) {
    let waiter = state.withLock { state -> Waiter? in
      guard let index = state.waiters.firstIndex(where: { $0.id == id }) else { return nil }
      return state.waiters.remove(at: index)
    }
    waiter?.continuation.resume(returning: .gaveUp)
  }

  private static func admit(_ state: inout State) -> [CheckedContinuation<Outcome, Never>] {
    var admitted: [CheckedContinuation<Outcome, Never>] = []
    for isRule in [true, false] {
      while state.hasPlace(forRule: isRule), let first = state.waiters.firstIndex(where: { $0.isRule == isRule }) {
        state.take(forRule: isRule)
        admitted.append(state.waiters.remove(at: first).continuation)
      }
    }
    return admitted
  }
}
