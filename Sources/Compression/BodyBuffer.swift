import Glibc

/// The bytes of one message body: grows as they come, up to a bound that its user names, and can be used again.
///
/// Not an array, because it is handed from thread to thread without a copy, written by C, and grown by `realloc`,
/// which moves pages instead of bytes.
///
/// *Invariants:* 1. One owner at a time; handing it over (through a lock or a continuation) orders the memory.
/// 2. `count <= capacity`. 3. Pointers given to closures die with the call.
// @unchecked: see invariant 1; the type has no methods for sharing.
package final class BodyBuffer: @unchecked Sendable {
  package private(set) var count = 0
  package private(set) var capacity = 0
  private var base: UnsafeMutableRawPointer?

  package init() {}

  package convenience init(_ bytes: some Collection<UInt8>) {
    self.init()
    let room = reserve(bytes.count, capacityMax: bytes.count)
    room.copyBytes(from: bytes)
    commit(bytes.count)
  }

  deinit { free(base) }

  package var isEmpty: Bool { count == 0 }

  /// Reads the bytes in place.
  @inline(__always)
  package func withBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(UnsafeRawBufferPointer(start: base, count: count))
  }

  /// A copy, for tests and small bodies.
  package var bytes: [UInt8] { withBytes { Array($0) } }

  /// Adds a copy of `source`; `false`, and nothing added, if the buffer would pass `capacityMax`.
  package func append(_ source: UnsafeRawBufferPointer, capacityMax: Int) -> Bool {
    guard source.count <= capacityMax - count else { return false }
    reserve(source.count, capacityMax: capacityMax).copyMemory(from: source)
    commit(source.count)
    return true
  }

  /// Makes room for `count` bytes more, within `capacityMax`.
  package func prepare(_ count: Int, capacityMax: Int) { _ = reserve(count, capacityMax: capacityMax) }

  /// Forgets the bytes; gives memory back if there is more than `capacityKept`.
  package func clear(capacityKept: Int = .max) {
    count = 0
    guard capacity > capacityKept else { return }
    free(base)
    base = nil
    capacity = 0
  }

  /// Forgets the bytes from `length` on.
  func truncate(to length: Int) {
    precondition(length <= count, "got \(length), want ≤ \(count)")
    count = length
  }

  /// Free room behind the bytes: at least `wanted`, if `capacityMax` allows, and empty if the buffer is full.
  ///
  /// Follow it with ``commit(_:)`` for what was written.
  func reserve(_ wanted: Int, capacityMax: Int) -> UnsafeMutableRawBufferPointer {
    if capacity - count < wanted { grow(to: min(max(count + wanted, 2 * capacity), capacityMax)) }
    guard let base else { return UnsafeMutableRawBufferPointer(start: nil, count: 0) }
    return UnsafeMutableRawBufferPointer(start: base + count, count: max(0, min(capacity, capacityMax) - count))
  }

  /// Takes the first `written` bytes of the reserved room into the body.
  func commit(_ written: Int) {
    precondition(written >= 0 && written <= capacity - count, "got \(written) bytes, want ≤ \(capacity - count)")
    count += written
  }

  private func grow(to wanted: Int) {
    guard wanted > capacity else { return }
    guard let moved = realloc(base, wanted) else { preconditionFailure("no memory for \(wanted) bytes of a body") }
    base = moved
    capacity = wanted
  }
}
