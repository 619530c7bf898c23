import Storage
import Threads
import TimeSeries

/// The bounded queue between the tasks that append and the one thread that writes.
final class WriteQueue: Sendable {
  /// A batch and the task that waits for it.
  struct Pending {
    var batch: SampleBatch
    var byteCount: Int
    var waiter: CheckedContinuation<Result<AppendResult, StorageError>, Never>
  }

  private let contents: Monitor<Contents>

  init(batchesMax: Int, bytesMax: Int) {
    contents = Monitor(Contents(batchesMax: batchesMax, bytesMax: bytesMax))
  }

  var counts: (batches: Int, bytes: Int) { contents.withLock { ($0.pending.count, $0.byteCount) } }

  /// Queues a batch and waits until it is written and visible.
  func append(_ batch: SampleBatch) async throws(StorageError) -> AppendResult {
    let result = await withCheckedContinuation { waiter in
      let size =
        24 * batch.count + 512 * batch.histograms.count + 8 * batch.starts.count
        + batch.records.reduce(0) { $0 + $1.byteCount }
      let entry = Pending(batch: batch, byteCount: size, waiter: waiter)
      if let error = contents.change({ $0.push(entry) }) { waiter.resume(returning: .failure(error)) }
    }
    return try result.get()
  }

  /// Takes what has arrived, up to `bytesMax` bytes but one batch at least; waits for it up to `wait` seconds.
  ///
  /// - Returns: `nil` when the queue is closed and empty.
  func take(bytesMax: Int, wait seconds: Double) -> [Pending]? {
    let taken = contents.wait(atMost: seconds) { contents in
      contents.pending.isEmpty && !contents.isClosed ? nil : contents.take(bytesMax: bytesMax)
    }
    guard let taken else { return [] }
    return taken.isEmpty ? nil : taken
  }

  /// Refuses further batches; those queued are still written. `false` if it was closed before.
  @discardableResult
  func close() -> Bool {
    contents.change { contents in
      defer { contents.isClosed = true }
      return !contents.isClosed
    }
  }
}

private struct Contents {
  let batchesMax: Int
  let bytesMax: Int
  private(set) var pending: [WriteQueue.Pending] = []
  private(set) var byteCount = 0
  var isClosed = false

  init(batchesMax: Int, bytesMax: Int) {
    self.batchesMax = batchesMax
    self.bytesMax = bytesMax
  }

  mutating func push(_ entry: WriteQueue.Pending) -> StorageError? {
    if isClosed { return StorageError(.closed, "appending \(entry.batch.count) samples: the storage is closed") }
    // One batch larger than the bound is let in when nothing else waits: it has to go through some time.
    if pending.count >= batchesMax || (byteCount + entry.byteCount > bytesMax && !pending.isEmpty) {
      return full(entry)
    }
    pending.append(entry)
    byteCount += entry.byteCount
    return nil
  }

  private func full(_ entry: WriteQueue.Pending) -> StorageError {
    StorageError(
      .queueFull,
      "appending \(entry.batch.count) samples: \(pending.count) batches of \(byteCount) bytes wait for the disk already; "
        + "send less, or give the server a faster disk")
  }

  /// The first of them, one at least if there is any.
  mutating func take(bytesMax: Int) -> [WriteQueue.Pending] {
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

extension RecordChange {
  fileprivate var byteCount: Int { key.count + (value?.count ?? 0) }
}
