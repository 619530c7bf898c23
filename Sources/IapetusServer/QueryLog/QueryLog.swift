import Logging
import PromQL
import Telemetry
import Threads
import TimeSeries
import WebAPI

/// Writes queries that have ended to files: all of them to `global.query_log_file`, slow ones to `--query.log-file`.
///
/// Both are opened anew at each reload of the configuration, so that files can be rotated as Prometheus's are.
final class QueryLog: Sendable {
  /// The files of one configuration.
  struct Files: Sendable {
    fileprivate var all: QueryLogFile?
    fileprivate var slow: QueryLogFile?
    fileprivate var slowAfter: Milliseconds = 0

    fileprivate var isWritten: Bool { (all?.isWritten ?? true) && (slow?.isWritten ?? true) }

    fileprivate func close() {
      all?.close()
      slow?.close()
    }
  }

  private static let closingTriesMax = 250

  private let files: Locked<Files>
  private let failures: Counter
  private let logger: Logger
  /// Whether it has been told that lines are lost, since the files were opened.
  private let isLossTold = Locked(false)

  init(registry: Registry, logger: Logger) {
    let files = Locked(Files())
    self.files = files
    self.logger = logger
    failures = registry.counter("prometheus_engine_query_log_failures_total", "The number of query log failures.")
    registry.collect("prometheus_engine_query_log_enabled", "State of the query log.", .gauge) {
      [.init(value: files.withLock { $0.all != nil || $0.slow != nil } ? 1 : 0)]
    }
  }

  /// Opens files, without writing to them yet.
  ///
  /// - Throws: ``ServerError`` if one of them cannot be opened; then those in use stay.
  func open(_ paths: QueryLogPaths) throws(ServerError) -> Files {
    var files = Files(slowAfter: paths.slowAfter)
    files.all = try open(paths.all)
    files.slow = try open(paths.slow)
    return files
  }

  /// Writes to `files` from now on.
  func use(_ files: Files) {
    isLossTold.withLock { $0 = false }
    let before = self.files.withLock { current in
      defer { current = files }
      return current
    }
    before.close()
  }

  /// To be called for every query that ends; does not wait.
  func append(_ query: FinishedQuery) {
    if query.description.origin == .program { return }
    let files = self.files.withLock { $0 }
    let isSlow = files.slow != nil && query.seconds * 1000 > Double(files.slowAfter)
    guard files.all != nil || isSlow else { return }
    let line = QueryLogLine.bytes(of: query, at: Clock.now())
    files.all?.append(line)
    if isSlow { files.slow?.append(line) }
  }

  /// What has been taken is still written, if the disk takes it within a few seconds.
  func close() async {
    let last = files.withLock { $0 }
    use(Files())
    for _ in 0..<QueryLog.closingTriesMax where !last.isWritten { try? await Task.sleep(for: .milliseconds(20)) }
  }

  private func open(_ path: String) throws(ServerError) -> QueryLogFile? {
    if path.isEmpty { return nil }
    return try QueryLogFile(path: path) { [weak self] lineCount, reason in self?.lost(lineCount, path, reason) }
  }

  private func lost(_ lineCount: Int, _ path: String, _ reason: String) {
    failures.add(lineCount)
    let isNew = isLossTold.withLock { isTold in
      defer { isTold = true }
      return !isTold
    }
    guard isNew else { return }
    logger.error(
      "Queries are missing in the query log; prometheus_engine_query_log_failures_total counts them",
      metadata: ["file": "\(path)", "err": "\(reason)"])
  }
}
