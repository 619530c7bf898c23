/// Memory that is used again and again: grows when asked to, never shrinks, holds plain values only.
final class ScratchColumn<Element: BitwiseCopyable> {
  private(set) var start: UnsafeMutablePointer<Element>
  private var capacity: Int

  init(capacity: Int = 256) {
    self.capacity = capacity
    start = .allocate(capacity: capacity)
  }

  deinit { start.deallocate() }

  /// Makes room for `count` elements; what was there is lost.
  @inline(__always)
  func reserve(_ count: Int) {
    if count > capacity { replace(count) }
  }

  private func replace(_ count: Int) {
    start.deallocate()
    capacity = max(count, 2 * capacity)
    start = .allocate(capacity: capacity)
  }
}
