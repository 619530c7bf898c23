import ServiceLifecycle

/// A room's loop as a service: it ends when its task is cancelled, which a graceful shutdown does.
struct Room: Service {
  let loop: @Sendable () async throws -> Void

  func run() async throws {
    do {
      try await cancelWhenGracefulShutdown { try await loop() }
    } catch is CancellationError {
      // The way a loop ends; to the service group it would be a failure.
    }
  }
}
