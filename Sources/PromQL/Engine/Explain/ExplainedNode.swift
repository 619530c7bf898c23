import Threads
package import TimeSeries

/// One part of a running query, and what it has cost so far.
///
/// Seconds are those of all tasks together: of a node that two cores work on, a second is half a second to who waits.
package final class ExplainedNode: Sendable {
  package enum Kind: String, Sendable {
    case selector, range, subquery, call, aggregation, negation, binary
  }

  /// What does not change.
  package struct Content: Sendable {
    package var kind: Kind
    /// Its function or operator; empty for selectors.
    package var name: String
    package var position: SourceRange
    /// For how many moments it is evaluated.
    package var stepCount: Int
    /// Between which samples it looks, for those that read storage.
    package var window: Milliseconds?
    /// Whether one evaluation did for all steps.
    package var isInvariant = false
  }

  /// What it has cost.
  package struct Cost: Sendable {
    /// Until it was there, and while it was read.
    package var seconds = 0.0
    /// Series that it gives.
    package var seriesCount = 0
    /// Values that it gives, over all series and steps; of ranges the samples.
    package var pointCount = 0
    /// Samples that were decoded for it.
    package var readCount = 0
    /// Whether the same stands elsewhere in the query, and was evaluated there.
    package var isShared = false
  }

  package let content: Content
  let depth: Int
  private let state = Locked((cost: Cost(), children: [ExplainedNode]()))

  /// - Parameter depth: how many nodes lie on the way down to it, itself included.
  init(_ content: Content, depth: Int) {
    self.content = content
    self.depth = depth
  }

  package var cost: Cost { state.withLock { $0.cost } }
  package var children: [ExplainedNode] { state.withLock { $0.children } }

  /// With what is below. A node that waits for tasks counts less time than they do.
  package var seconds: Double { max(cost.seconds, children.reduce(0) { $0 + $1.seconds }) }

  /// Without what is below.
  package var ownSeconds: Double { max(0, cost.seconds - children.reduce(0) { $0 + $1.seconds }) }

  func add(_ child: ExplainedNode) { state.withLock { $0.children.append(child) } }

  func note(_ change: (inout Cost) -> Void) { state.withLock { change(&$0.cost) } }
}
