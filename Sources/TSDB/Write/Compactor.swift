import Glibc
import LevelDB
import Telemetry
import Threads

/// Has LevelDB give back the space of deleted keys, on a thread of its own: that takes long, and no batch may wait.
final class Compactor: Sendable {
  private struct State {
    var ranges: [(first: [UInt8], limit: [UInt8])] = []
    var isRunning = false
  }

  private static let secondsToFinish = 5.0

  private let store: Store
  private let state = Locked(State())

  init(_ store: Store) { self.store = store }

  var isBusy: Bool { state.withLock { $0.isRunning } }

  /// Queues a range of keys.
  func compact(from first: [UInt8], to limit: [UInt8]) {
    let starts = state.withLock { state in
      state.ranges.append((first, limit))
      defer { state.isRunning = true }
      return !state.isRunning
    }
    if starts { NamedThread.start("tsdb-compactor") { [self] in run() } }
  }

  /// Waits until all ranges are compacted, but not longer than some seconds: LevelDB comes to the rest by itself.
  func finish() {
    let deadline = Clock.monotonicSeconds() + Compactor.secondsToFinish
    while isBusy {
      usleep(2000)
      if Clock.monotonicSeconds() > deadline { state.withLock { $0.ranges = [] } }
    }
  }

  private func run() {
    while let range = next() {
      guard let database = try? store.database else { continue }
      database.compact(from: range.first, to: range.limit)
    }
  }

  private func next() -> (first: [UInt8], limit: [UInt8])? {
    state.withLock { state in
      if state.ranges.isEmpty {
        state.isRunning = false
        return nil
      }
      return state.ranges.removeFirst()
    }
  }
}
