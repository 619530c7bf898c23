import Storage
import Threads

extension ClusterBook {
  private static let tick = Duration.seconds(1)
  private static let retry = Duration.seconds(5)

  /// Lets time pass and writes what has changed, until the task is canceled. To be called once.
  package func run() async {
    let clock = Task { [weak self] in
      while (try? await Task.sleep(for: ClusterBook.tick)) != nil {
        guard let self else { return }
        self.advance()
      }
    }
    change.yield()
    for await _ in changes {
      if await !write() { try? await Task.sleep(for: ClusterBook.retry) }
    }
    clock.cancel()
    _ = await write()
  }

  /// Lets time pass.
  func advance() {
    let now = now()
    guard state.withLock({ $0.advance(to: now) }) else { return }
    change.yield()
    subscribers.notify()
  }

  /// Writes what has changed; whether that went well.
  func write() async -> Bool {
    let records = state.withLock { $0.takeChanges() }
    guard !records.isEmpty else { return true }
    var batch = SampleBatch()
    batch.records = records
    do throws(StorageError) {
      _ = try await storage.append(batch)
      return true
    } catch {
      state.withLock { $0.giveBack(records) }
      change.yield()
      return false
    }
  }
}
