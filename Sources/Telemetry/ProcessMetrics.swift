import Glibc
package import TimeSeries

/// What the operating system knows of this process, under the names every client library uses.
package enum ProcessMetrics {
  /// When the process started, by its own clock.
  package static let startTime: Timestamp = Clock.now()

  package static func register(in registry: Registry) {
    _ = startTime
    registry.collect("process_cpu_seconds_total", "Total user and system CPU time spent in seconds.", .counter) {
      [.init(value: cpuSeconds())]
    }
    registry.collect("process_resident_memory_bytes", "Resident memory size in bytes.", .gauge) {
      [.init(value: residentBytes())]
    }
    registry.collect("process_start_time_seconds", "Start time of the process since unix epoch in seconds.", .gauge) {
      [.init(value: Double(startTime) / 1000)]
    }
    registry.collect("process_open_fds", "Number of open file descriptors.", .gauge) {
      [.init(value: Double(openDescriptorCount()))]
    }
    registry.collect("process_max_fds", "Maximum number of open file descriptors.", .gauge) {
      var limit = rlimit()
      getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
      return [.init(value: Double(limit.rlim_cur))]
    }
  }

  private static func cpuSeconds() -> Double {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
    return seconds(usage.ru_utime) + seconds(usage.ru_stime)
  }

  private static func residentBytes() -> Double {
    guard let file = fopen("/proc/self/statm", "r") else { return 0 }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 256)
    guard fgets(&line, CInt(line.count), file) != nil else { return 0 }
    let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let pages = text.split(separator: " ").dropFirst().first.flatMap { Double($0) } ?? 0
    return pages * Double(sysconf(CInt(_SC_PAGESIZE)))
  }

  /// How many threads the process has.
  package static var threadCount: Int { entryCount(of: "/proc/self/task") }

  /// The folder being read is open as well.
  private static func openDescriptorCount() -> Int { entryCount(of: "/proc/self/fd") - 1 }

  private static func entryCount(of path: String) -> Int {
    guard let folder = opendir(path) else { return 0 }
    defer { closedir(folder) }
    var count = 0
    while readdir(folder) != nil { count += 1 }
    // The two dot entries are none.
    return count - 2
  }
}
