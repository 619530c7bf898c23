/// Runs tasks on threads of its own, in the order in which they become ready: work that takes a thread for long keeps
/// nobody waiting but its own kind. Its threads live as long as the process.
package final class ThreadExecutor: TaskExecutor {
  private let jobs = Monitor(JobQueue())

  /// - Parameter stackByteCount: of each thread, whatever the process's own limit is.
  package init(_ name: String, threadCount: Int, stackByteCount: Int = 16 << 20) {
    for _ in 0..<threadCount {
      NamedThread.start(name, stackByteCount: stackByteCount) { [self] in
        while true { jobs.wait { $0.takeFirst() }.runSynchronously(on: asUnownedTaskExecutor()) }
      }
    }
  }

  package func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    jobs.change { $0.append(job) }
  }
}

/// First in, first out.
private struct JobQueue {
  private var jobs: [UnownedJob] = []
  /// How many at the front are taken already.
  private var takenCount = 0

  mutating func append(_ job: UnownedJob) { jobs.append(job) }

  mutating func takeFirst() -> UnownedJob? {
    guard takenCount < jobs.count else { return nil }
    defer {
      takenCount += 1
      if takenCount * 2 > jobs.count {
        jobs.removeFirst(takenCount)
        takenCount = 0
      }
    }
    return jobs[takenCount]
  }
}
