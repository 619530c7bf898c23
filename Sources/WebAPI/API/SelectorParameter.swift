import PromQL
import TimeSeries

/// The selectors of `match[]`.
enum SelectorParameter {
  static let name = "match[]"

  /// The matchers of each selector; a series is meant if it matches all of one of them. As in Prometheus, errors do not name
  /// the parameter.
  ///
  /// - Parameter mayMatchAll: whether a selector is taken that every series could match, as `{job=~".*"}`.
  static func matcherSets(
    in parameters: FormParameters, mayMatchAll: Bool = false
  ) throws(APIError) -> [[LabelMatcher]] {
    var sets: [[LabelMatcher]] = []
    for text in parameters.all(name) {
      do {
        sets.append(try Parser.parseSelector(text, mayMatchAll: mayMatchAll))
      } catch {
        throw APIError(.badData, "\(error)")
      }
    }
    return sets
  }
}
