import Storage
import Threads
import TimeSeries

/// Past slots of a group whose recording rules are evaluated after the fact, oldest first.
///
/// Used by one task at a time, but for ``tally()``.
final class ReplayRun: Sendable {
  private struct State {
    var next: Timestamp
    var last: Timestamp
    var outputs: [RuleIdentity: Set<SeriesID>] = [:]
    var tally = ReevaluationTally()
    var waiters: [CheckedContinuation<Void, Never>] = []
    var isEnded = false
  }

  /// The rules it is about; `nil` for all.
  let rules: Set<RuleIdentity>?
  /// Wall clock.
  let notBefore: Timestamp
  /// Whether its slots have been evaluated before all that they read was there, and are done again when it is.
  let awaitsLate: Bool
  private let interval: Milliseconds
  private let state: Locked<State>

  /// - Parameter slots: the first and the last slot, `interval` apart or a multiple of it.
  init(
    _ slots: ClosedRange<Timestamp>, interval: Milliseconds, rules: Set<RuleIdentity>? = nil,
    notBefore: Timestamp = .min, awaitsLate: Bool = false
  ) {
    self.rules = rules
    self.awaitsLate = awaitsLate
    self.notBefore = notBefore
    self.interval = interval
    state = Locked(State(next: slots.lowerBound, last: slots.upperBound))
  }

  var next: Timestamp? { state.withLock { $0.next <= $0.last ? $0.next : nil } }
  var isOnLastSlot: Bool { state.withLock { $0.next == $0.last } }
  var tally: ReevaluationTally { state.withLock { $0.tally } }

  /// Takes further slots at its end; false if they do not follow.
  func extend(by slots: ClosedRange<Timestamp>) -> Bool {
    state.withLock { state in
      guard rules == nil, !state.isEnded, slots.lowerBound == state.last + interval else { return false }
      state.last = slots.upperBound
      return true
    }
  }

  /// Gives up what is older than `edge`; how many slots that is.
  func abandon(before edge: Timestamp) -> Int {
    state.withLock { state in
      guard state.next < edge, state.next <= state.last else { return 0 }
      let count = (min(edge - 1, state.last) - state.next) / interval + 1
      state.next += count * interval
      return Int(count)
    }
  }

  /// The slot ``next`` is done.
  func advance(_ tally: ReevaluationTally) {
    state.withLock { state in
      state.next += interval
      state.tally += tally
    }
  }

  /// What a rule of the run wrote at the slot before.
  func outputs(of rule: RuleIdentity) -> Set<SeriesID> { state.withLock { $0.outputs[rule] ?? [] } }

  func note(_ outputs: Set<SeriesID>, of rule: RuleIdentity) { state.withLock { $0.outputs[rule] = outputs } }

  /// Ends it if its slots are done; whether that is so.
  func endIfDone() -> Bool {
    guard next == nil else { return false }
    end()
    return true
  }

  /// No more slots will be done.
  func end() {
    let waiters = state.withLock { state in
      state.isEnded = true
      defer { state.waiters = [] }
      return state.waiters
    }
    for waiter in waiters { waiter.resume() }
  }

  /// Waits until it has ended.
  func wait() async {
    await withCheckedContinuation { waiter in
      let isEnded = state.withLock { state in
        if !state.isEnded { state.waiters.append(waiter) }
        return state.isEnded
      }
      if isEnded { waiter.resume() }
    }
  }
}
