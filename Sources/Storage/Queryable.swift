package import TimeSeries

/// What can be asked for series and samples. Safe to call from any task.
package protocol Queryable: Sendable {
  /// The series that match all `matchers` and may have samples in the range, frozen at this moment: later appends do
  /// not show, and of a batch that was committed before, all samples do.
  func select(_ matchers: [LabelMatcher], _ range: SelectRange) throws(StorageError) -> any SeriesSelection

  /// Sorted names of the labels of matching series (all series without matchers) with samples in the range.
  func labelNames(_ matchers: [LabelMatcher], _ range: ClosedRange<Timestamp>) throws(StorageError) -> [String]

  /// Sorted values of one label, as above.
  func labelValues(
    of name: String, _ matchers: [LabelMatcher], _ range: ClosedRange<Timestamp>
  ) throws(StorageError) -> [String]

  /// Sorted labels of the matching series, as above.
  func series(_ matchers: [LabelMatcher], _ range: ClosedRange<Timestamp>) throws(StorageError) -> [Labels]
}
