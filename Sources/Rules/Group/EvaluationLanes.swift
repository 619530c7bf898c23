import Threads

/// How many rules may be evaluated at once, over all groups: `--rules.max-concurrent-evals`. The task of a group is not
/// counted, only those that help it; so no group ever waits for another.
final class EvaluationLanes: Sendable {
  private let free: Locked<Int>

  init(count: Int) { free = Locked(max(0, count)) }

  /// Takes as many lanes as are free, up to `count`; they must be given back.
  func take(upTo count: Int) -> Int {
    free.withLock { free in
      let taken = max(0, min(free, count))
      free -= taken
      return taken
    }
  }

  func giveBack(_ count: Int) { free.withLock { $0 += count } }
}
