/// Bytes as C's `char`, whose sign depends on the machine; never a null pointer.
struct Characters {
  let start: UnsafePointer<CChar>
  let count: Int

  @inline(__always)
  init(_ bytes: UnsafeRawBufferPointer) {
    start = bytes.baseAddress.map { $0.assumingMemoryBound(to: CChar.self) } ?? Characters.nowhere
    count = bytes.count
  }

  // nonisolated(unsafe): one byte that nobody writes; its address stands for "no bytes".
  private nonisolated(unsafe) static let nowhere = UnsafePointer(UnsafeMutablePointer<CChar>.allocate(capacity: 1))
}
