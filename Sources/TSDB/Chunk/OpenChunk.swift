import TimeSeries

/// The growing end of a series: samples in time order as an append-only stream of bits.
///
/// Gorilla's idea with the joint control bits of Prometheus's XOR2, so that a sample on the grid costs one bit when its
/// value repeats and two more than its XOR when it does not. `ChunkFormat.md` draws the stream.
///
/// *Invariants:* words below ``bitCount`` / 64 are written once and never changed; the bits after them stand in
/// ``pending``. So a copy of this value is a snapshot that can be decoded later, while the original grows.
// @unchecked: a copy reads only words that were full when it was made, and those never change.
struct OpenChunk: @unchecked Sendable {
  private(set) var words: ChunkWords
  /// Where `words` are, kept beside the object so that appending touches no reference count.
  private var start: UnsafeMutablePointer<UInt64>
  private(set) var pending: UInt64 = 0
  private(set) var lastTimestamp: Timestamp
  private(set) var lastBits: UInt64
  private var lastDelta: Int64 = 0
  private(set) var bitCount: UInt32 = 0
  private var wordCapacity: UInt32
  private(set) var count: UInt32 = 1
  /// The bits of an XOR that may differ from zero: this many leading zeros, then this many bits. 0 bits: none yet.
  private var leading: UInt8 = 0
  private var length: UInt8 = 0

  static let firstCapacity = 6

  init(_ timestamp: Timestamp, _ bits: UInt64) {
    words = .allocate(wordCapacity: OpenChunk.firstCapacity)
    start = words.start
    wordCapacity = UInt32(OpenChunk.firstCapacity)
    lastTimestamp = timestamp
    lastBits = bits
    put(UInt64(bitPattern: timestamp), 64)
    put(bits, 64)
  }

  var fullWordCount: Int { Int(bitCount >> 6) }
  var firstTimestamp: Timestamp { Int64(bitPattern: start[0]) }

  /// Appends a sample that is newer than ``lastTimestamp``.
  @inline(__always)
  mutating func append(_ timestamp: Timestamp, _ bits: UInt64) {
    let delta = timestamp &- lastTimestamp
    let xor = bits ^ lastBits
    if delta == lastDelta {
      if xor == 0 { put(0, 1) } else { putXOR(xor, prefix: 0b10, 2) }
    } else {
      putChange(of: delta &- lastDelta)
      if xor == 0 { put(0, 1) } else { putXOR(xor, prefix: 1, 1) }
      lastDelta = delta
    }
    lastTimestamp = timestamp
    lastBits = bits
    count &+= 1
  }

  /// A delta that differs from the one before, by `change`: `11`, a class of two bits, the change.
  private mutating func putChange(of change: Int64) {
    let bits = UInt64(bitPattern: change)
    switch change {
    case -0x80..<0x80: put(0b1100 << 8 | bits & 0xff, 12)
    case -0x2000..<0x2000: put(0b1101 << 14 | bits & 0x3fff, 18)
    case -0x8000_0000..<0x8000_0000: put(0b1110 << 32 | bits & 0xffff_ffff, 36)
    default:
      put(0b1111, 4)
      put(bits, 64)
    }
  }

  @inline(__always)
  private mutating func putXOR(_ xor: UInt64, prefix: UInt64, _ prefixCount: Int) {
    let zerosBefore = xor.leadingZeroBitCount
    let zerosAfter = xor.trailingZeroBitCount
    let trailing = 64 &- Int(leading) &- Int(length)
    let needed = 64 &- zerosBefore &- zerosAfter
    // Reusing the frame of the sample before costs its slack, a new frame costs twelve bits.
    if length != 0, zerosBefore >= Int(leading), zerosAfter >= trailing, Int(length) <= needed &+ 12 {
      put(prefix << 1, prefixCount &+ 1)
      put(xor >> UInt64(truncatingIfNeeded: trailing), Int(length))
    } else {
      leading = UInt8(truncatingIfNeeded: zerosBefore)
      length = UInt8(truncatingIfNeeded: needed)
      put((prefix << 1 | 1) << 12 | UInt64(zerosBefore) << 6 | UInt64(needed &- 1), prefixCount &+ 13)
      put(xor >> UInt64(truncatingIfNeeded: zerosAfter), needed)
    }
  }

  @inline(__always)
  private mutating func put(_ value: UInt64, _ bits: Int) {
    let used = Int(bitCount & 63)
    let free = 64 &- used
    if bits < free {
      pending |= value &<< UInt64(truncatingIfNeeded: free &- bits)
    } else {
      let rest = bits &- free
      start[Int(bitCount &>> 6)] = pending | (value &>> UInt64(truncatingIfNeeded: rest))
      pending = rest == 0 ? 0 : value &<< UInt64(truncatingIfNeeded: 64 &- rest)
      if (bitCount &>> 6) &+ 1 == wordCapacity { grow() }
    }
    bitCount &+= UInt32(truncatingIfNeeded: bits)
  }

  /// Moves to memory a quarter larger: a million open chunks must not be half empty. The old words stay as they are for
  /// readers that captured them.
  private mutating func grow() {
    let capacity = Int(wordCapacity) + max(8, (Int(wordCapacity) / 4) & ~1)
    let larger = ChunkWords.allocate(wordCapacity: capacity)
    larger.start.update(from: start, count: Int(wordCapacity))
    words = larger
    start = larger.start
    wordCapacity = UInt32(capacity)
  }

  /// Whether the words of `self` have been left behind for larger ones, or anything else changed, since `other`.
  func isSame(as other: OpenChunk) -> Bool { words === other.words && bitCount == other.bitCount }
}

extension OpenChunk {
  /// The state as bytes, as a checkpoint keeps it: counters, then the bits, most significant first.
  func encode(to bytes: inout [UInt8]) {
    bytes.appendVarint(Int(count))
    bytes.appendVarint(Int(bitCount))
    bytes.append(leading)
    bytes.append(length)
    bytes.appendSignedVarint(lastTimestamp)
    bytes.appendSignedVarint(lastDelta)
    bytes.appendWord(lastBits)
    for index in 0..<fullWordCount {
      Swift.withUnsafeBytes(of: start[index].bigEndian) { bytes.append(contentsOf: $0) }
    }
    Swift.withUnsafeBytes(of: pending.bigEndian) { bytes.append(contentsOf: $0.prefix((Int(bitCount & 63) + 7) / 8)) }
  }

  /// Reads what ``encode(to:)`` wrote; `nil` if it is damaged.
  init?(decoding reader: inout ByteReader) {
    guard let count = reader.count(max: 1 << 20), let bitCount = reader.count(max: 1 << 28), count >= 1,
      bitCount >= 128, let leading = reader.byte(), let length = reader.byte(), leading < 64, leading + length <= 64,
      let lastTimestamp = reader.signedVarint(), let lastDelta = reader.signedVarint(), let lastBits = reader.word(),
      let bits = reader.take((bitCount + 7) / 8)
    else { return nil }
    let capacity = max(OpenChunk.firstCapacity, (bitCount / 64 + 3) & ~1)
    words = .allocate(wordCapacity: capacity)
    start = words.start
    for index in 0..<bitCount / 64 {
      start[index] = UInt64(bigEndian: bits.loadUnaligned(fromByteOffset: 8 * index, as: UInt64.self))
    }
    for (index, byte) in bits.dropFirst(bitCount / 64 * 8).enumerated() {
      pending |= UInt64(byte) << UInt64(56 - 8 * index)
    }
    self.lastTimestamp = lastTimestamp
    self.lastBits = lastBits
    self.lastDelta = lastDelta
    self.bitCount = UInt32(bitCount)
    wordCapacity = UInt32(capacity)
    self.count = UInt32(count)
    self.leading = leading
    self.length = length
  }
}
