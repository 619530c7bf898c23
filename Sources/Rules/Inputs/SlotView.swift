import Storage
import TimeSeries

/// Storage as the rules of a group see it at one slot.
///
/// What they select is frozen when the slot is taken on, all of it at one moment, and equal selections are made once. So a
/// body that arrives while the group is evaluated shows to none of its rules. Selectors that can read what the group
/// itself records look at storage anew: there an earlier rule has just written.
struct SlotView: Queryable {
  private let frozen: [SelectRequest: any SeriesSelection]
  private let live: any Queryable

  /// - Throws: ``StorageError`` if storage cannot be read.
  init(freezing requests: Set<SelectRequest>, of live: any Queryable) throws(StorageError) {
    let requests = Array(requests)
    let selections = requests.isEmpty ? [] : try live.select(requests)
    frozen = Dictionary(uniqueKeysWithValues: zip(requests, selections))
    self.live = live
  }

  func select(_ matchers: [LabelMatcher], _ range: SelectRange) throws(StorageError) -> any SeriesSelection {
    if let selection = frozen[SelectRequest(matchers, range)] { return selection }
    return try live.select(matchers, range)
  }

  func labelNames(_ matchers: [LabelMatcher], _ range: ClosedRange<Timestamp>) throws(StorageError) -> [String] {
    try live.labelNames(matchers, range)
  }

  func labelValues(
    of name: String, _ matchers: [LabelMatcher], _ range: ClosedRange<Timestamp>
  ) throws(StorageError) -> [String] {
    try live.labelValues(of: name, matchers, range)
  }

  func series(_ matchers: [LabelMatcher], _ range: ClosedRange<Timestamp>) throws(StorageError) -> [Labels] {
    try live.series(matchers, range)
  }
}
