import Glibc
import Threads

/// A file to which lines are appended by a thread of its own, so that no query waits for a disk.
///
/// What waits is bounded; beyond that, lines are lost and counted. The thread starts with the first line and ends after
/// ``close()``; the file closes when nobody holds this any more.
// @unchecked: everything that changes is used with `mutex` held.
final class QueryLogFile: @unchecked Sendable {
  /// How much may wait. A line has about half a kilobyte.
  private static let waitingBytesMax = 8 << 20

  let path: String
  private let descriptor: CInt
  private let onLoss: @Sendable (_ lineCount: Int, _ reason: String) -> Void
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var waiting: [UInt8] = []
  private var waitingCount = 0
  private var isClosed = false
  private var hasThread = false
  private var isWriting = false

  /// Opens the file at its end; makes it if there is none.
  ///
  /// - Parameter onLoss: hears of lines that could not be written, and why.
  /// - Throws: ``ServerError``.
  init(path: String, onLoss: @escaping @Sendable (_ lineCount: Int, _ reason: String) -> Void) throws(ServerError) {
    self.path = path
    self.onLoss = onLoss
    // Who may read the log is for the umask to say, as in Prometheus.
    descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o666)
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(changed, nil)
    guard descriptor >= 0 else {
      throw ServerError("opening the query log \(path): \(String(cString: strerror(errno)))")
    }
  }

  deinit {
    if descriptor >= 0 { Glibc.close(descriptor) }
    pthread_cond_destroy(changed)
    pthread_mutex_destroy(mutex)
    changed.deallocate()
    mutex.deallocate()
  }

  /// Has a line written soon. Never waits for the disk.
  func append(_ line: [UInt8]) {
    let (isKept, isFirst) = withMutex {
      guard !isClosed, waiting.count + line.count <= QueryLogFile.waitingBytesMax else { return (false, false) }
      waiting += line
      waitingCount += 1
      defer { hasThread = true }
      pthread_cond_signal(changed)
      return (true, !hasThread)
    }
    if isFirst { NamedThread.start("query-log") { [self] in writeUntilClosed() } }
    if !isKept { onLoss(1, "more is asked than the disk takes") }
  }

  /// Takes no more lines; those that wait are still written.
  func close() {
    withMutex {
      isClosed = true
      pthread_cond_signal(changed)
    }
  }

  /// Whether nothing is left to be written.
  var isWritten: Bool { withMutex { waiting.isEmpty && !isWriting } }

  private func writeUntilClosed() {
    while let (bytes, lineCount) = take() {
      if let reason = write(bytes) { onLoss(lineCount, reason) }
    }
  }

  /// All that waits; waits for something. `nil` when there is nothing and will be nothing.
  private func take() -> (bytes: [UInt8], lineCount: Int)? {
    withMutex {
      isWriting = false
      while waiting.isEmpty, !isClosed { pthread_cond_wait(changed, mutex) }
      if waiting.isEmpty { return nil }
      defer { (waiting, waitingCount, isWriting) = ([], 0, true) }
      return (waiting, waitingCount)
    }
  }

  /// - Returns: what stood in the way.
  private func write(_ bytes: [UInt8]) -> String? {
    bytes.withUnsafeBytes { bytes in
      var rest = bytes[...]
      while !rest.isEmpty {
        let count = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
        if count < 0, errno == EINTR { continue }
        guard count >= 0 else { return String(cString: strerror(errno)) }
        rest = rest.dropFirst(count)
      }
      return nil
    }
  }

  private func withMutex<Result>(_ body: () -> Result) -> Result {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return body()
  }
}
