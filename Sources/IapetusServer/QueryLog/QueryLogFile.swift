import Glibc
import Threads

/// A file to which lines are appended by a thread of its own, so that no query waits for a disk.
///
/// What waits is bounded; beyond that, lines are lost and counted. The thread starts with the first line and ends after
/// ``close()``; the file closes when nobody holds this any more.
final class QueryLogFile: Sendable {
  /// How much may wait. A line has about half a kilobyte.
  private static let waitingBytesMax = 8 << 20

  let path: String
  private let descriptor: CInt
  private let onLoss: @Sendable (_ lineCount: Int, _ reason: String) -> Void
  private let lines = Monitor(Lines())

  private struct Lines {
    var bytes: [UInt8] = []
    var count = 0
    var isClosed = false
    var hasThread = false
    var isWriting = false
  }

  /// Opens the file at its end; makes it if there is none.
  ///
  /// - Parameter onLoss: hears of lines that could not be written, and why.
  /// - Throws: ``ServerError``.
  init(path: String, onLoss: @escaping @Sendable (_ lineCount: Int, _ reason: String) -> Void) throws(ServerError) {
    self.path = path
    self.onLoss = onLoss
    // Who may read the log is for the umask to say, as in Prometheus.
    descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      throw ServerError("opening the query log \(path): \(String(cString: strerror(errno)))")
    }
  }

  deinit {
    if descriptor >= 0 { Glibc.close(descriptor) }
  }

  /// Has a line written soon. Never waits for the disk.
  func append(_ line: [UInt8]) {
    let (isKept, isFirst) = lines.change { lines in
      guard !lines.isClosed, lines.bytes.count + line.count <= QueryLogFile.waitingBytesMax else {
        return (false, false)
      }
      lines.bytes += line
      lines.count += 1
      defer { lines.hasThread = true }
      return (true, !lines.hasThread)
    }
    if isFirst { NamedThread.start("query-log") { [self] in writeUntilClosed() } }
    if !isKept { onLoss(1, "more is asked than the disk takes") }
  }

  /// Takes no more lines; those that wait are still written.
  func close() { lines.change { $0.isClosed = true } }

  /// Whether nothing is left to be written.
  var isWritten: Bool { lines.withLock { $0.bytes.isEmpty && !$0.isWriting } }

  private func writeUntilClosed() {
    while true {
      let (bytes, lineCount) = take()
      if lineCount == 0 { return }
      if let reason = write(bytes) { onLoss(lineCount, reason) }
    }
  }

  /// All that waits; waits for something. No lines when there are none and will be none.
  private func take() -> (bytes: [UInt8], lineCount: Int) {
    lines.wait { lines in
      lines.isWriting = false
      if lines.count == 0, !lines.isClosed { return nil }
      defer { (lines.bytes, lines.count, lines.isWriting) = ([], 0, lines.count > 0) }
      return (lines.bytes, lines.count)
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
}
