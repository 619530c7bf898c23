import Glibc

/// The MD5 digest (RFC 1321), which `hashmod` is defined by. Not for security.
enum MD5 {
  struct Digest {
    var words: (UInt32, UInt32, UInt32, UInt32)

    /// The last eight of the sixteen bytes, read big-endian.
    var lowWord: UInt64 { UInt64(words.2.byteSwapped) << 32 | UInt64(words.3.byteSwapped) }
  }

  static func digest(of message: [UInt8]) -> Digest {
    var state: [UInt32] = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476]
    let padded = padded(message)
    for block in stride(from: 0, to: padded.count, by: 64) { mix(padded[block..<block + 64], into: &state) }
    return Digest(words: (state[0], state[1], state[2], state[3]))
  }

  /// A one bit, zeros up to 56 modulo 64, the length in bits.
  private static func padded(_ message: [UInt8]) -> [UInt8] {
    let zeroCount = (119 - message.count % 64) % 64
    let bitCount = UInt64(message.count) &* 8
    return message + [0x80] + Array(repeating: 0, count: zeroCount)
      + (0..<8).map { UInt8(truncatingIfNeeded: bitCount >> (8 * UInt64($0))) }
  }

  private static func mix(_ block: ArraySlice<UInt8>, into state: inout [UInt32]) {
    let words = stride(from: block.startIndex, to: block.endIndex, by: 4).map { start in
      (0..<4).reduce(UInt32(0)) { $0 | UInt32(block[start + $1]) << UInt32(8 * $1) }
    }
    var (a, b, c, d) = (state[0], state[1], state[2], state[3])
    for step in 0..<64 {
      let (mixed, word) = round(step, b, c, d)
      let sum = a &+ mixed &+ sines[step] &+ words[word]
      let shift = shifts[step / 16][step % 4]
      (a, d, c, b) = (d, c, b, b &+ (sum << shift | sum >> (32 - shift)))
    }
    state = [state[0] &+ a, state[1] &+ b, state[2] &+ c, state[3] &+ d]
  }

  /// The four rounds differ in how they mix, and in which word of the block they take.
  private static func round(_ step: Int, _ b: UInt32, _ c: UInt32, _ d: UInt32) -> (mixed: UInt32, word: Int) {
    switch step / 16 {
    case 0: (b & c | ~b & d, step)
    case 1: (d & b | ~d & c, (5 * step + 1) % 16)
    case 2: (b ^ c ^ d, (3 * step + 5) % 16)
    default: (c ^ (b | ~d), 7 * step % 16)
    }
  }

  private static let shifts: [[UInt32]] = [[7, 12, 17, 22], [5, 9, 14, 20], [4, 11, 16, 23], [6, 10, 15, 21]]

  /// ⌊2³² · |sin(i + 1)|⌋, by the RFC's definition.
  private static let sines: [UInt32] = (0..<64).map { UInt32(4_294_967_296.0 * abs(sin(Double($0 + 1)))) }
}
