import Threads

/// A token on its way: one task fetches it, others wait for it.
final class TokenFlight: Sendable {
  typealias Answer = Result<AccessToken, OutboundError>

  private struct State {
    var answer: Answer?
    var waiting: [Int: CheckedContinuation<Answer?, Never>] = [:]
    var ticketCount = 0
  }

  private let state = Locked(State())

  /// Tells everybody. To be called once.
  func land(_ answer: Answer) {
    let waiting = state.withLock { state in
      defer { state.waiting = [:] }
      state.answer = answer
      return state.waiting.values
    }
    waiting.forEach { $0.resume(returning: answer) }
  }

  /// The answer; `nil` if it takes longer than `seconds` or the task is canceled.
  func answer(withinSeconds seconds: Double) async -> Answer? {
    await withTaskGroup(of: Answer?.self) { group in
      group.addTask { await self.answer() }
      group.addTask {
        try? await Task.sleep(for: .seconds(max(0, seconds)))
        return nil
      }
      let first = await group.next()
      group.cancelAll()
      return first ?? nil
    }
  }

  private func answer() async -> Answer? {
    let ticket = state.withLock { state in
      state.ticketCount += 1
      return state.ticketCount
    }
    return await withTaskCancellationHandler {
      await withCheckedContinuation { wait($0, ticket) }
    } onCancel: {
      state.withLock { $0.waiting.removeValue(forKey: ticket) }?.resume(returning: nil)
    }
  }

  private func wait(_ continuation: CheckedContinuation<Answer?, Never>, _ ticket: Int) {
    // Once the task is canceled, nobody comes to take the continuation out again.
    let known: Answer?? = state.withLock { state in
      if let answer = state.answer { return .some(answer) }
      if Task.isCancelled { return .some(nil) }
      state.waiting[ticket] = continuation
      return nil
    }
    if let known { continuation.resume(returning: known) }
  }
}
