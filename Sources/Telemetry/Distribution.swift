import Threads

/// How often a measured value fell below each of some bounds: a classic histogram, or with no bounds a summary of
/// sum and count alone.
package final class Distribution: Sendable {
  /// Upper bounds in seconds for things a server does: from half a millisecond to two minutes.
  package static let secondsBounds = [0.0005, 0.002, 0.01, 0.05, 0.2, 1, 5, 20, 120]

  package struct State: Sendable {
    /// By bound, not cumulative; the last one is for all above.
    package var counts: [Int]
    package var sum = 0.0

    package var count: Int { counts.reduce(0, +) }
  }

  package let bounds: [Double]
  private let state: Locked<State>

  package init(bounds: [Double]) {
    self.bounds = bounds
    state = Locked(State(counts: Array(repeating: 0, count: bounds.count + 1)))
  }

  package func observe(_ value: Double) {
    let index = bounds.firstIndex { value <= $0 } ?? bounds.count
    state.withLock {
      $0.counts[index] += 1
      $0.sum += value
    }
  }

  package var snapshot: State { state.withLock { $0 } }
}
