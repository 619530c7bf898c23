import Telemetry
import Threads
import TimeSeries

/// Lets a bounded number of queries run at once; the others wait in order of arrival.
final class QueryGate: Sendable {
  private struct Waiter {
    var id: Int
    var continuation: CheckedContinuation<Bool, Never>
  }

  private struct State {
    var limit: Int
    var running = 0
    var waiters: [Waiter] = []
    var nextID = 0
  }

  private let state: Locked<State>

  init(limit: Int) { state = Locked(State(limit: max(1, limit))) }

  var runningCount: Int { state.withLock { $0.running } }

  /// A lower limit takes effect as running queries end.
  func setLimit(_ limit: Int) {
    let admitted = state.withLock { state in
      state.limit = max(1, limit)
      return QueryGate.admit(&state)
    }
    admitted.forEach { $0.resume(returning: true) }
  }

  /// Waits for a place; `leave()` must follow.
  ///
  /// - Throws: ``QueryError`` when canceled or out of time before there was one.
  func enter(deadline: Double) async throws(QueryError) {
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
    let entered = await withTaskCancellationHandler {
      await withCheckedContinuation { join(Waiter(id: id, continuation: $0)) }
    } onCancel: {
      giveUp(id)
    }
    if entered { return }
    throw Task.isCancelled
      ? QueryError(.canceled, "query was canceled in query queue")
      : QueryError(.timeout, "query timed out in query queue")
  }

  func leave() {
    let admitted = state.withLock { state in
      state.running -= 1
      return QueryGate.admit(&state)
    }
    admitted.forEach { $0.resume(returning: true) }
  }

  private func tryEnter() -> Bool {
    state.withLock { state in
      guard state.running < state.limit, state.waiters.isEmpty else { return false }
      state.running += 1
      return true
    }
  }

  private func join(_ waiter: Waiter) {
    let canceled = Task.isCancelled
    let admitted = state.withLock { state in
      if !canceled { state.waiters.append(waiter) }
      return QueryGate.admit(&state)
    }
    if canceled { waiter.continuation.resume(returning: false) }
    admitted.forEach { $0.resume(returning: true) }
  }

  private func giveUp(_ id: Int) {
    let waiter = state.withLock { state -> Waiter? in
      guard let index = state.waiters.firstIndex(where: { $0.id == id }) else { return nil }
      return state.waiters.remove(at: index)
    }
    waiter?.continuation.resume(returning: false)
  }

  private static func admit(_ state: inout State) -> [CheckedContinuation<Bool, Never>] {
    var admitted: [CheckedContinuation<Bool, Never>] = []
    while state.running < state.limit, !state.waiters.isEmpty {
      state.running += 1
      admitted.append(state.waiters.removeFirst().continuation)
    }
    return admitted
  }
}
