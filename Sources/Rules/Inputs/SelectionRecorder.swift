import Storage
import Threads
import TimeSeries

/// Storage without series, that writes down what it is asked for: how it is known in advance what an expression selects.
final class SelectionRecorder: Queryable {
  private let asked = Locked<[SelectRequest]>([])

  init() {}

  /// Each request once, in order.
  var requests: [SelectRequest] {
    var seen: Set<SelectRequest> = []
    return asked.withLock { $0 }.filter { seen.insert($0).inserted }
  }

  func select(_ matchers: [LabelMatcher], _ range: SelectRange) throws(StorageError) -> any SeriesSelection {
    asked.withLock { $0.append(SelectRequest(matchers, range)) }
    return Nothing()
  }

  func labelNames(_ matchers: [LabelMatcher], _ range: ClosedRange<Timestamp>) throws(StorageError) -> [String] { [] }

  func labelValues(
    of name: String, _ matchers: [LabelMatcher], _ range: ClosedRange<Timestamp>
  ) throws(StorageError) -> [String] { [] }

  func series(_ matchers: [LabelMatcher], _ range: ClosedRange<Timestamp>) throws(StorageError) -> [Labels] { [] }

  private struct Nothing: SeriesSelection {
    var labels: [Labels] { [] }

    func reordered(_ order: [Int]) -> any SeriesSelection { self }

    func read(_ range: Range<Int>, _ body: (Int, borrowing SampleColumns) throws -> Void) throws {}
  }
}
