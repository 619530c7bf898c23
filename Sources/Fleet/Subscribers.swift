import Threads

/// Who wants to hear that something has changed. What happens while a subscriber is busy is one event to it.
final class Subscribers: Sendable {
  private struct State {
    var continuations: [Int: AsyncStream<Void>.Continuation] = [:]
    var nextNumber = 0
  }

  private let state = Locked(State())

  /// A stream of events until its reader ends.
  func subscribe() -> AsyncStream<Void> {
    let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    let number = state.withLock { state in
      state.nextNumber += 1
      state.continuations[state.nextNumber] = continuation
      return state.nextNumber
    }
    continuation.onTermination = { [weak self] _ in
      self?.state.withLock { $0.continuations[number] = nil }
    }
    return stream
  }

  func notify() {
    let all = state.withLock { $0.continuations.isEmpty ? [] : Array($0.continuations.values) }
    for continuation in all { continuation.yield() }
  }
}
