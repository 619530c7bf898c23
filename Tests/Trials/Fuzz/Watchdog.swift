import Glibc
import Threads

/// Ends the process when an input takes too long, and says which: a hang is as bad as a crash.
final class Watchdog: Sendable {
  private struct Watch {
    var text: String
    var begin: ContinuousClock.Instant
  }

  private let watch = Locked<Watch?>(nil)

  /// - Parameter limit: how long one input may take.
  init(limit: Duration) {
    let watch = self.watch
    NamedThread.start("watchdog") {
      while true {
        sleep(1)
        guard let watched = watch.withLock({ $0 }), ContinuousClock.now - watched.begin > limit else { continue }
        print("this input takes longer than \(limit):\n\(watched.text)")
        fflush(nil)
        _exit(1)
      }
    }
  }

  func begin(_ text: String) { watch.withLock { $0 = Watch(text: text, begin: .now) } }

  func end() { watch.withLock { $0 = nil } }
}
