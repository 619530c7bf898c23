import ServiceLifecycle
import UnixSignals

/// Reloads the configuration at each SIGHUP.
struct ReloadOnHangup: Service {
  let reload: Reload

  func run() async throws {
    let signals = await UnixSignalsSequence(trapping: .sighup)
    for await _ in signals.cancelOnGracefulShutdown() {
      // What went wrong is logged and counted by the reload itself.
      try? await reload.reload()
    }
  }
}
