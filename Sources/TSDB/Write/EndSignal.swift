import Threads

/// Lets tasks wait for the end of a thread.
final class EndSignal: Sendable {
  private enum State {
    case running([CheckedContinuation<Void, Never>])
    case ended
  }

  private let state = Locked(State.running([]))

  func signal() {
    let waiters = state.withLock { state -> [CheckedContinuation<Void, Never>] in
      guard case .running(let waiters) = state else { return [] }
      state = .ended
      return waiters
    }
    for waiter in waiters { waiter.resume() }
  }

  func wait() async {
    await withCheckedContinuation { waiter in
      let hasEnded = state.withLock { state in
        guard case .running(let waiters) = state else { return true }
        state = .running(waiters + [waiter])
        return false
      }
      if hasEnded { waiter.resume() }
    }
  }
}
