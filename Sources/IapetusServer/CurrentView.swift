import Dedup
import Storage
import TimeSeries

/// Storage as rules see it: replicas merged by the labels that the configuration in force names.
struct CurrentView: Queryable {
  let storage: any Queryable
  let running: RunningConfig

  private var view: any Queryable { DedupView.view(of: storage, merging: running.replicaLabels) }

  func select(_ matchers: [LabelMatcher], _ range: SelectRange) throws(StorageError) -> any SeriesSelection {
    try view.select(matchers, range)
  }

  func labelNames(
    _ matchers: [LabelMatcher], _ range: ClosedRange<Timestamp>
  ) throws(StorageError) -> [String] {
    try view.labelNames(matchers, range)
  }

  func labelValues(
    of name: String, _ matchers: [LabelMatcher], _ range: ClosedRange<Timestamp>
  ) throws(StorageError) -> [String] {
    try view.labelValues(of: name, matchers, range)
  }

  func series(_ matchers: [LabelMatcher], _ range: ClosedRange<Timestamp>) throws(StorageError) -> [Labels] {
    try view.series(matchers, range)
  }
}
