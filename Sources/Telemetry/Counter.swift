import Synchronization

/// A number that only grows.
package final class Counter: Sendable {
  private let count = Atomic<Int>(0)

  package init() {}

  package var value: Int { count.load(ordering: .relaxed) }

  @inline(__always)
  package func add(_ amount: Int = 1) { count.add(amount, ordering: .relaxed) }
}
