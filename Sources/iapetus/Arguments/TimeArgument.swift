import ArgumentParser
import Glibc
import TimeSeries

/// A time as promtool reads it, Unix seconds or RFC 3339; or one before now, `-1h30m`.
struct TimeArgument: ExpressibleByArgument {
  let timestamp: Timestamp

  init?(argument: String) {
    if let seconds = Double(argument), seconds.magnitude < 1e13 {
      timestamp = Timestamp((seconds * 1000).rounded())
    } else if let time = UTCTime.timestamp(argument) {
      timestamp = time
    } else if argument.hasPrefix("-"), let before = PromDuration.parse(argument.dropFirst()) {
      timestamp = TimeArgument.now - before
    } else {
      return nil
    }
  }

  static var now: Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(time.tv_sec) * 1000 + Timestamp(time.tv_nsec) / 1_000_000
  }
}

extension Timestamp {
  /// Seconds, as the API takes and promtool shows them.
  var secondsText: String { FloatText.plain(Double(self) / 1000) }
}
