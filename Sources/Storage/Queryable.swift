package import TimeSeries

/// What can be asked for series and samples. Safe to call from any task.
package protocol Queryable: Sendable {
  /// The series that match all `matchers` and may have samples in the range, frozen at this moment: later appends do
  /// not show, and of a batch that was committed before, all samples do.
  func select(_ matchers: [LabelMatcher], _ range: SelectRange) throws(StorageError) -> any SeriesSelection

  /// As above for several selections, all frozen at one and the same moment: a batch that is committed meanwhile shows in
  /// all of them or in none. They stand in the order of the requests.
  func select(_ requests: [SelectRequest]) throws(StorageError) -> [any SeriesSelection]

  /// Sorted names of the labels of matching series (all series without matchers) with samples in the range.
  func labelNames(_ matchers: [LabelMatcher], _ range: ClosedRange<Timestamp>) throws(StorageError) -> [String]

  /// Sorted values of one label, as above.
  func labelValues(
    of name: String, _ matchers: [LabelMatcher], _ range: ClosedRange<Timestamp>
  ) throws(StorageError) -> [String]

  /// Sorted labels of the matching series, as above.
  func series(_ matchers: [LabelMatcher], _ range: ClosedRange<Timestamp>) throws(StorageError) -> [Labels]
}

extension Queryable {
  /// One selection after the other: for what does not change, or need not be seen at one moment.
  package func select(_ requests: [SelectRequest]) throws(StorageError) -> [any SeriesSelection] {
    var selections: [any SeriesSelection] = []
    for request in requests { selections.append(try select(request.matchers, request.range)) }
    return selections
  }
}
