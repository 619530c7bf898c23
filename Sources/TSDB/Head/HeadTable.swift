/// The series of the head by slot, in segments that never move.
// Not thread-safe: see ``Head``.
final class HeadTable {
  private static let segmentBits = 10
  private static let segmentMask = (1 << segmentBits) - 1

  private var segments: [UnsafeMutablePointer<HeadSeries>] = []
  private(set) var count = 0

  deinit {
    for segment in segments {
      segment.deinitialize(count: HeadTable.segmentMask + 1)
      segment.deallocate()
    }
  }

  /// Makes all slots below `count` exist.
  func grow(to count: Int) {
    while segments.count << HeadTable.segmentBits < count {
      let segment = UnsafeMutablePointer<HeadSeries>.allocate(capacity: HeadTable.segmentMask + 1)
      segment.initialize(repeating: HeadSeries(), count: HeadTable.segmentMask + 1)
      segments.append(segment)
    }
    self.count = max(self.count, count)
  }

  @inline(__always)
  subscript(slot: Int) -> UnsafeMutablePointer<HeadSeries> {
    segments[slot &>> HeadTable.segmentBits] + (slot & HeadTable.segmentMask)
  }
}
