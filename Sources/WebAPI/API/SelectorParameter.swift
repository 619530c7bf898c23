import PromQL
import TimeSeries

/// The selectors of `match[]`.
enum SelectorParameter {
  static let name = "match[]"

  /// The matchers of each selector; a series is meant if it matches all of one of them.
  static func matcherSets(in parameters: FormParameters) throws(APIError) -> [[LabelMatcher]] {
    var sets: [[LabelMatcher]] = []
    for text in parameters.all(name) { sets.append(try matchers(text)) }
    return sets
  }

  /// The matchers of a selector that stands in the parameter `name`.
  static func matchers(_ text: String, of name: String = name) throws(APIError) -> [LabelMatcher] {
    do {
      return try Parser.parseSelector(text)
    } catch {
      throw APIError(parameter: name, "\(error)")
    }
  }
}
