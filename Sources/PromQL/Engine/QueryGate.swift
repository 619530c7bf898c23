import Telemetry
import Threads
import TimeSeries

/// Lets a bounded number of queries run at once; the others wait in order of arrival, and a bounded number of them.
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
    var continuation: CheckedContinuation<Outcome, Never>
  }

  private struct State {
    var limit: Int
    var queuedMax: Int
    var running = 0
    var waiters: [Waiter] = []
    var nextID = 0
  }

  private let state: Locked<State>

  init(_ limits: QueryLimits) {
    state = Locked(State(limit: max(1, limits.concurrentMax), queuedMax: max(0, limits.queuedMax)))
  }

  var queuedCount: Int { state.withLock { $0.waiters.count } }

  /// Lower limits take effect as running queries end.
  func apply(_ limits: QueryLimits) {
    let admitted = state.withLock { state in
      state.limit = max(1, limits.concurrentMax)
      state.queuedMax = max(0, limits.queuedMax)
      return QueryGate.admit(&state)
    }
    admitted.forEach { $0.resume(returning: .admitted) }
  }

  /// Waits for a place; `leave()` must follow.
  ///
  /// - Parameter isRefusable: whether it is sent away when the queue is full. Rules are not, and there are only so many
  ///   of them: dashboards must not be able to silence an alert.
  /// - Throws: ``QueryError`` when canceled or out of time before there was one, or refused.
  func enter(deadline: Double, isRefusable: Bool) async throws(QueryError) {
    if Clock.monotonicSeconds() >= deadline { throw QueryGate.timeout }
    if tryEnter() { return }
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
        join(Waiter(id: id, continuation: $0), deadline: deadline, isRefusable: isRefusable)
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

  func leave() {
    let admitted = state.withLock { state in
      state.running -= 1
      return QueryGate.admit(&state)
    }
    admitted.forEach { $0.resume(returning: .admitted) }
  }

  private func tryEnter() -> Bool {
    state.withLock { state in
      guard state.running < state.limit, state.waiters.isEmpty else { return false }
      state.running += 1
      return true
    }
  }

  private func join(_ waiter: Waiter, deadline: Double, isRefusable: Bool) {
    let (outcome, admitted) = state.withLock { state -> (Outcome?, [CheckedContinuation<Outcome, Never>]) in
      // Asked with the lock held: who cancels, or whose alarm rings, later than this finds the waiter.
      let isOver = Task.isCancelled || Clock.monotonicSeconds() >= deadline - QueryGate.alarmToleranceSeconds
      let isFull = state.running >= state.limit && state.waiters.count >= state.queuedMax
      let outcome: Outcome? = isOver ? .gaveUp : isRefusable && isFull ? .refused : nil
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
    while state.running < state.limit, !state.waiters.isEmpty {
      state.running += 1
      admitted.append(state.waiters.removeFirst().continuation)
    }
    return admitted
  }
}
