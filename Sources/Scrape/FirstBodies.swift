import Threads

/// Lets a bounded number of children at a time bring their first body; the others wait in order of arrival.
///
/// Until it is stored, a line that nobody knows costs ten times the memory of a known one: its labels as they were
/// delivered and as they will be stored, its rows of the ledger and of the log. When a whole fleet is scraped for the
/// first time, all of its series at once would be more than what the server needs ever after, and the allocator keeps
/// what it has had. Known lines wait for nobody.
final class FirstBodies: Sendable {
  private struct State {
    var free: Int
    var waiting: [CheckedContinuation<Void, Never>] = []
  }

  private let state: Locked<State>

  init(atOnceMax: Int = 4) { state = Locked(State(free: max(1, atOnceMax))) }

  /// Waits for a turn; ``leave()`` must follow. Everyone before leaves soon, so a canceled child waits as well.
  func enter() async {
    await withCheckedContinuation { continuation in
      let isFree = state.withLock { state in
        if state.free == 0 {
          state.waiting.append(continuation)
          return false
        }
        state.free -= 1
        return true
      }
      if isFree { continuation.resume() }
    }
  }

  func leave() {
    let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
      if state.waiting.isEmpty {
        state.free += 1
        return nil
      }
      return state.waiting.removeFirst()
    }
    next?.resume()
  }
}
