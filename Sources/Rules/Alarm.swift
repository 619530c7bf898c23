import Threads
import TimeSeries

/// Lets one task sleep until a time has passed or somebody rings, whichever comes first.
final class Alarm: Sendable {
  private struct State {
    var isRung = false
    var sleeper: CheckedContinuation<Void, Never>?
  }

  private let state = Locked(State())

  /// Ends the sleep; if nobody sleeps, the next one.
  func ring() {
    let sleeper = state.withLock { state in
      defer { state.sleeper = nil }
      state.isRung = state.sleeper == nil
      return state.sleeper
    }
    sleeper?.resume()
  }

  /// Sleeps for at most so long. Ends early when the task is cancelled.
  func sleep(atMost duration: Milliseconds) async {
    await withTaskGroup { group in
      group.addTask {
        // A cancelled timer must not ring: it would end the next sleep.
        if (try? await Task.sleep(for: .milliseconds(duration))) != nil { self.ring() }
      }
      await withTaskCancellationHandler {
        await withCheckedContinuation { self.park($0) }
      } onCancel: {
        self.ring()
      }
      group.cancelAll()
    }
  }

  private func park(_ continuation: CheckedContinuation<Void, Never>) {
    let isRung = state.withLock { state in
      if state.isRung {
        state.isRung = false
        return true
      }
      state.sleeper = continuation
      return false
    }
    if isRung { continuation.resume() }
  }
}
