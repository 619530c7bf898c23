/// Finds a line of a cache by its text: open addressing, made anew for each body that needs it.
struct LineTable {
  /// The number of a line, or −1. As many places as a power of two, at most half of them taken.
  private var places: [Int32]
  private let mask: Int
  /// Differs from process to process, so that no child can know which texts meet.
  private static let seed = UInt64.random(in: .min ... .max) | 1

  init(_ known: KnownLines) {
    var capacity = 16
    while capacity < 2 * known.lines.count { capacity *= 2 }
    places = Array(repeating: -1, count: capacity)
    mask = capacity - 1
    for index in known.lines.indices { insert(index, known.text(at: index)) }
  }

  func index(of series: UnsafeRawBufferPointer, _ known: KnownLines) -> Int? {
    var place = LineTable.hash(series) & mask
    while places[place] >= 0 {
      if known.isText(series, at: Int(places[place])) { return Int(places[place]) }
      place = (place + 1) & mask
    }
    return nil
  }

  private mutating func insert(_ index: Int, _ text: UnsafeRawBufferPointer) {
    var place = LineTable.hash(text) & mask
    while places[place] >= 0 { place = (place + 1) & mask }
    places[place] = Int32(index)
  }

  /// Eight bytes at a time, each multiplied into all bits.
  private static func hash(_ bytes: UnsafeRawBufferPointer) -> Int {
    var hash = seed ^ UInt64(bytes.count)
    var index = 0
    while bytes.count - index >= 8 {
      hash = mix(hash ^ bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
      index += 8
    }
    var tail: UInt64 = 0
    while index < bytes.count {
      tail = tail << 8 | UInt64(bytes[index])
      index += 1
    }
    return Int(truncatingIfNeeded: mix(hash ^ tail))
  }

  @inline(__always)
  private static func mix(_ word: UInt64) -> UInt64 {
    let (high, low) = word.multipliedFullWidth(by: 0x9e37_79b9_7f4a_7c15 ^ seed)
    return high ^ low
  }
}
