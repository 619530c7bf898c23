import Glibc

/// The wall clock, as timestamps have it.
enum Clock {
  static func milliseconds() -> Int64 {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    return Int64(now.tv_sec) * 1000 + Int64(now.tv_nsec) / 1_000_000
  }

  static func seconds() -> Double { Double(milliseconds()) / 1000 }
}
