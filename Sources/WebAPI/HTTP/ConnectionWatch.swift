import Threads

/// Knows whether the client of a connection is still there, and cancels the work of one that is not.
///
/// A client that closes only its sending half counts as gone, as with Go's server: no HTTP client does that and waits.
final class ConnectionWatch: Sendable {
  private struct State {
    var isGone = false
    var cancel: (@Sendable () -> Void)?
  }

  private let state = Locked(State())

  func disconnected() {
    let cancel = state.withLock { state in
      state.isGone = true
      return state.cancel
    }
    cancel?()
  }

  /// Runs `operation` in a task that is cancelled when the client goes away, or when the caller is cancelled.
  func whileConnected<Result: Sendable>(
    _ operation: @escaping @Sendable () async throws -> Result
  ) async throws -> Result {
    let task = Task { try await operation() }
    let isGone = state.withLock { state in
      state.cancel = { task.cancel() }
      return state.isGone
    }
    defer { state.withLock { $0.cancel = nil } }
    if isGone { task.cancel() }
    return try await withTaskCancellationHandler {
      try await task.value
    } onCancel: {
      task.cancel()
    }
  }
}
