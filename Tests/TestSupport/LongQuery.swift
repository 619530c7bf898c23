/// A query that takes very long over a few series of `x`, in small pieces, so that others have their turn between them: to
/// be ended by a test.
package enum LongQuery {
  /// In groups, for a tree may only be so deep.
  package static let text = (0..<40).map { group in
    let terms = (1...50).map { "sum(count_over_time(x[\(group * 50 + $0)m]))" }
    return "(" + terms.joined(separator: "+") + ")"
  }.joined(separator: "+")
  /// Of a range query for it, with a step of one second.
  package static let stepCount = 500
  package static let seriesCount = 64
}
