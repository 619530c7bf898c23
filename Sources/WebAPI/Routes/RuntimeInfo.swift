package import TimeSeries

/// How the process does, as `/api/v1/status/runtimeinfo` says it. Go's own members are there for clients that read them.
package struct RuntimeInfo: Sendable {
  package var startTime: Timestamp
  package var workingDirectory: String
  package var hostname: String
  package var serverTime: Timestamp
  package var reloadSucceeded: Bool
  package var lastConfigTime: Timestamp
  package var threadCount: Int
  package var coreCount: Int
  package var storageRetention: String

  package init(
    startTime: Timestamp, workingDirectory: String, hostname: String, serverTime: Timestamp, reloadSucceeded: Bool,
    lastConfigTime: Timestamp, threadCount: Int, coreCount: Int, storageRetention: String
  ) {
    self.startTime = startTime
    self.workingDirectory = workingDirectory
    self.hostname = hostname
    self.serverTime = serverTime
    self.reloadSucceeded = reloadSucceeded
    self.lastConfigTime = lastConfigTime
    self.threadCount = threadCount
    self.coreCount = coreCount
    self.storageRetention = storageRetention
  }

  func write(to writer: inout JSONWriter) {
    writer.object {
      $0.member("startTime", UTCTime.text(of: startTime))
      $0.member("CWD", workingDirectory)
      $0.member("hostname", hostname)
      $0.member("serverTime", UTCTime.text(of: serverTime))
      $0.member("reloadConfigSuccess", reloadSucceeded)
      $0.member("lastConfigTime", UTCTime.text(of: lastConfigTime))
      $0.member("corruptionCount", 0)
      $0.member("goroutineCount", threadCount)
      $0.member("GOMAXPROCS", coreCount)
      $0.member("GOMEMLIMIT", 0)
      $0.member("GOGC", "")
      $0.member("GODEBUG", "")
      $0.member("storageRetention", storageRetention)
    }
  }
}
