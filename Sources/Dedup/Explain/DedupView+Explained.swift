package import Storage
import TimeSeries

extension DedupView {
  /// The view, and what is read of it is explained. One that merges nothing is left as it is, and the explanation says so.
  package static func explaining(_ view: any Queryable, by explanation: DedupExplanation) -> any Queryable {
    guard var merging = view as? DedupView else {
      explanation.noteUnmerged()
      return view
    }
    merging.explanation = explanation
    return merging
  }

  func explained(
    _ matchers: [LabelMatcher], _ range: SelectRange, by explanation: DedupExplanation
  ) throws(StorageError) -> any SeriesSelection {
    // All samples of the range also where the newest is enough: whoever has an older one only has none in the slot.
    var whole = range
    whole.newestOnly = false
    let selection = try merged(matchers, whole)
    guard var explained = selection as? DedupSelection else { return selection }
    explained.explainer = SlotExplainer(explanation: explanation, removal: removal, newestOnly: range.newestOnly)
    explanation.admit(explained.labels)
    return explained
  }
}
