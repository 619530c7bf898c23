import Glibc
import Storage
import TimeSeries

/// The bounded queue between the tasks that append and the one thread that writes.
// @unchecked: everything is used with `mutex` held.
final class WriteQueue: @unchecked Sendable {
  /// A batch and the task that waits for it.
  struct Pending {
    var batch: SampleBatch
    var byteCount: Int
    var waiter: CheckedContinuation<Result<AppendResult, StorageError>, Never>
  }

  private let batchesMax: Int
  private let bytesMax: Int
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let arrived = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var pending: [Pending] = []
  private var byteCount = 0
  private var isClosed = false

  init(batchesMax: Int, bytesMax: Int) {
    self.batchesMax = batchesMax
    self.bytesMax = bytesMax
    pthread_mutex_init(mutex, nil)
    var attributes = pthread_condattr_t()
    pthread_condattr_init(&attributes)
    // A wall clock that is set must not put the writer to sleep.
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
    pthread_cond_init(arrived, &attributes)
    pthread_condattr_destroy(&attributes)
  }

  deinit {
    pthread_cond_destroy(arrived)
    pthread_mutex_destroy(mutex)
    arrived.deallocate()
    mutex.deallocate()
  }

  var counts: (batches: Int, bytes: Int) { withMutex { (pending.count, byteCount) } }

  /// Queues a batch and waits until it is written and visible.
  func append(_ batch: SampleBatch) async throws(StorageError) -> AppendResult {
    let result = await withCheckedContinuation { waiter in
      let size =
        24 * batch.count + 512 * batch.histograms.count + 8 * batch.starts.count
        + batch.records.reduce(0) { $0 + $1.byteCount }
      if let error = push(Pending(batch: batch, byteCount: size, waiter: waiter)) {
        waiter.resume(returning: .failure(error))
      }
    }
    return try result.get()
  }

  private func push(_ entry: Pending) -> StorageError? {
    withMutex {
      if isClosed { return StorageError(.closed, "appending \(entry.batch.count) samples: the storage is closed") }
      // One batch larger than the bound is let in when nothing else waits: it has to go through some time.
      if pending.count >= batchesMax || (byteCount + entry.byteCount > bytesMax && !pending.isEmpty) {
        return full(entry)
      }
      pending.append(entry)
      byteCount += entry.byteCount
      pthread_cond_signal(arrived)
      return nil
    }
  }

  private func full(_ entry: Pending) -> StorageError {
    StorageError(
      .queueFull,
      "appending \(entry.batch.count) samples: \(pending.count) batches of \(byteCount) bytes wait for the disk already; "
        + "send less, or give the server a faster disk")
  }

  /// Takes what has arrived, up to `bytesMax` bytes but one batch at least; waits for it up to `wait` seconds.
  ///
  /// - Returns: `nil` when the queue is closed and empty.
  func take(bytesMax: Int, wait seconds: Double) -> [Pending]? {
    withMutex {
      if pending.isEmpty, !isClosed, seconds > 0 { sleep(seconds) }
      if pending.isEmpty { return isClosed ? nil : [] }
      var bytes = 0
      let count = pending.firstIndex {
        bytes += $0.byteCount
        return bytes > bytesMax
      }
      let taken = Array(pending.prefix(max(1, count ?? pending.count)))
      pending.removeFirst(taken.count)
      byteCount -= taken.reduce(0) { $0 + $1.byteCount }
      return taken
    }
  }

  /// Refuses further batches; those queued are still written. `false` if it was closed before.
  @discardableResult
  func close() -> Bool {
    withMutex {
      defer { isClosed = true }
      pthread_cond_signal(arrived)
      return !isClosed
    }
  }

  private func sleep(_ seconds: Double) {
    var until = timespec()
    clock_gettime(CLOCK_MONOTONIC, &until)
    let nanoseconds = until.tv_nsec + Int(seconds * 1e9)
    until.tv_sec += nanoseconds / 1_000_000_000
    until.tv_nsec = nanoseconds % 1_000_000_000
    pthread_cond_timedwait(arrived, mutex, &until)
  }

  private func withMutex<Result>(_ body: () -> Result) -> Result {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return body()
  }
}

extension RecordChange {
  fileprivate var byteCount: Int { key.count + (value?.count ?? 0) }
}
