import PromQL
import TimeSeries

/// Which metric names a child was asked for: those that one of its `match[]` admits.
///
/// Names only: `/federate` matches the labels that a series has at the child, and adds others afterwards.
struct RequestedNames: Sendable {
  /// The conditions on the name of each selector; `nil` where the selectors cannot tell.
  private let alternatives: [[LabelMatcher]]?

  /// - Parameter selectors: in PromQL. One that is none, as relabelling may make it, lets every name pass.
  init(_ selectors: [String]) {
    let parsed = selectors.map { try? Parser.parseSelector($0) }
    let known = parsed.compactMap { $0?.filter { $0.name == LabelName.metricName } }
    alternatives = known.isEmpty || known.count < selectors.count ? nil : known
  }

  func admits(_ name: String) -> Bool {
    guard let alternatives else { return true }
    return alternatives.contains { matchers in matchers.allSatisfy { $0.matches(name) } }
  }
}
