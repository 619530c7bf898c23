import Threads

/// What a query did, node by node: filled while it runs, for `explain=true`. A query that nobody wants explained knows
/// nothing of it.
package final class QueryExplanation: Sendable {
  /// More nodes than this are left out, and the explanation says so.
  let nodesMax: Int
  private let count = Locked((nodes: 0, leftOut: 0))
  private let first = Locked<ExplainedNode?>(nil)

  /// Nor are nodes told of that lie deeper, as the left ends of long sums do: who writes an explanation goes down by recursion.
  private static let depthMax = 300

  package init(nodesMax: Int) { self.nodesMax = nodesMax }

  /// The node that stands for the whole query; `nil` if it failed before there was one.
  package var root: ExplainedNode? { first.withLock { $0 } }

  /// How many nodes there was no room for.
  package var leftOutCount: Int { count.withLock { $0.leftOut } }

  /// A new node below `parent`; `nil` if there is no room for it.
  func node(_ content: ExplainedNode.Content, below parent: ExplainedNode?) -> ExplainedNode? {
    let depth = (parent?.depth ?? 0) + 1
    let hasRoom = count.withLock { count in
      if count.nodes >= nodesMax || depth > QueryExplanation.depthMax {
        count.leftOut += 1
        return false
      }
      count.nodes += 1
      return true
    }
    guard hasRoom else { return nil }
    let node = ExplainedNode(content, depth: depth)
    if let parent { parent.add(node) } else { first.withLock { $0 = node } }
    return node
  }
}
