import PromQL
import TimeSeries

/// Series selectors as text: `match[]` and priorities.
enum SelectorText {
  /// The matchers of one selector; `nil`, and a report, if the text is none.
  static func matchers(_ text: String, at position: ConfigNode.Position, _ log: IssueLog) -> [LabelMatcher]? {
    do {
      return try Parser.parseSelector(text)
    } catch {
      log.report(position, "\(QuotedText.quoted(text)) is not a series selector: \(error)")
      return nil
    }
  }
}
