import Glibc
import Telemetry
import Threads
import TimeSeries
import WebAPI

extension RuntimeInfo {
  /// How the process does at this moment.
  static func current(_ running: RunningConfig.State, retention: String) -> RuntimeInfo {
    RuntimeInfo(
      startTime: ProcessMetrics.startTime, workingDirectory: text { getcwd($0, $1) != nil },
      hostname: text { gethostname($0, $1) == 0 }, serverTime: Clock.now(),
      reloadSucceeded: running.lastReloadSucceeded, lastConfigTime: running.loadedAt,
      threadCount: ProcessMetrics.threadCount, coreCount: Cores.count,
      storageRetention: retention)
  }

  /// What a C function writes into a buffer; empty if it cannot.
  private static func text(_ fill: (UnsafeMutablePointer<CChar>, Int) -> Bool) -> String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 4096) { buffer in
      guard let base = buffer.baseAddress, fill(base, buffer.count) else { return "" }
      return String(cString: base)
    }
  }
}
