import Threads
import TimeSeries

/// A clock that stands still until a test moves it.
final class ManualClock: Sendable {
  private let time: Locked<Timestamp>

  init(_ now: Timestamp) { time = Locked(now) }

  var now: Timestamp {
    get { time.withLock { $0 } }
    set { time.withLock { $0 = newValue } }
  }
}
