import Synchronization
import TimeSeries

/// The memory that one query holds: columns of values, labels of series, histograms. What it has taken it gives back at
/// its end; what it holds between is counted rather too high than too low.
final class QueryMemory: Sendable {
  private let limit: Int
  private let total: QueriesMemory
  private let live = Atomic<Int>(0)
  private let peak = Atomic<Int>(0)
  private let isExceeded = Atomic<Bool>(false)

  init(limit: Int, total: QueriesMemory) {
    self.limit = limit
    self.total = total
  }

  deinit { total.give(live.load(ordering: .relaxed)) }

  var liveBytes: Int { live.load(ordering: .relaxed) }

  /// The most that was held at any time.
  var peakBytes: Int { peak.load(ordering: .relaxed) }

  func take(_ bytes: Int) throws(QueryError) {
    let held = live.add(bytes, ordering: .relaxed).newValue
    peak.max(held, ordering: .relaxed)
    let isWithinTotal = total.take(bytes)
    guard held <= limit else {
      countOnce(.query)
      throw QueryError(
        .execution,
        "query needs more than \(ByteSize.text(limit)) of memory (--query.max-memory); select fewer series, a shorter range"
          + " or a longer step")
    }
    guard isWithinTotal else {
      countOnce(.total)
      throw QueryError(
        .execution,
        "queries together need more than \(ByteSize.text(total.limit)) of memory (--query.max-total-memory); this one was"
          + " ended, try it again when others are done")
    }
  }

  /// The query counts, not each of its tasks that is told.
  private func countOnce(_ bound: QueriesMemory.Bound) {
    if !isExceeded.exchange(true, ordering: .relaxed) { total.count(bound) }
  }

  func give(_ bytes: Int) {
    live.subtract(bytes, ordering: .relaxed)
    total.give(bytes)
  }
}
