import Storage
import TestSupport
import Threads
import TimeSeries

/// Storage that holds the thread of whoever asks it, until it is opened.
struct HeldStorage: Queryable {
  let base: MemoryStorage
  let askedCount = Locked(0)
  private let isOpen = Monitor(false)

  init(_ base: MemoryStorage) { self.base = base }

  func open() { isOpen.change { $0 = true } }

  func select(_ matchers: [LabelMatcher], _ range: SelectRange) throws(StorageError) -> any SeriesSelection {
    askedCount.withLock { $0 += 1 }
    isOpen.wait { $0 ? () : nil }
    // Whoever goes on wakes the next.
    open()
    return try base.select(matchers, range)
  }

  func labelNames(
    _ matchers: [LabelMatcher], _ range: ClosedRange<Timestamp>
  ) throws(StorageError) -> [String] { try base.labelNames(matchers, range) }

  func labelValues(
    of name: String, _ matchers: [LabelMatcher], _ range: ClosedRange<Timestamp>
  ) throws(StorageError) -> [String] { try base.labelValues(of: name, matchers, range) }

  func series(
    _ matchers: [LabelMatcher], _ range: ClosedRange<Timestamp>
  ) throws(StorageError) -> [Labels] { try base.series(matchers, range) }
}
