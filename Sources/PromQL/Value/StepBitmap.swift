/// Which of `count` steps have a sample: one bit a step, the lowest bit of a word first.
///
/// *Invariant:* bits beyond `count` are zero.
package struct StepBitmap: Sendable, Equatable {
  package private(set) var words: [UInt64]
  package let count: Int

  package init(count: Int) {
    self.count = count
    words = Array(repeating: 0, count: (count + 63) / 64)
  }

  package init(full count: Int) {
    self.init(count: count)
    fill()
  }

  /// The steps that satisfy `isMember`.
  @inline(__always)
  package init(count: Int, where isMember: (Int) -> Bool) {
    self.init(count: count)
    fill(isMember)
  }

  @inline(__always)
  package subscript(step: Int) -> Bool {
    get { words[step >> 6] >> UInt64(step & 63) & 1 != 0 }
    set {
      let bit: UInt64 = 1 << UInt64(step & 63)
      if newValue { words[step >> 6] |= bit } else { words[step >> 6] &= ~bit }
    }
  }

  @inline(__always)
  package mutating func insert(_ step: Int) { words[step >> 6] |= 1 << UInt64(step & 63) }

  package var isEmpty: Bool { words.allSatisfy { $0 == 0 } }

  /// The first step that has a sample.
  package var first: Int? {
    words.firstIndex { $0 != 0 }.map { $0 * 64 + words[$0].trailingZeroBitCount }
  }

  /// How many steps have a sample.
  package var population: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

  package var isFull: Bool { population == count }

  package mutating func clear() {
    for word in words.indices { words[word] = 0 }
  }

  package mutating func fill() {
    for word in words.indices { words[word] = StepBitmap.mask(word, count) }
  }

  /// The word that has all the bits of its 64 steps that exist.
  @inline(__always)
  package static func mask(_ word: Int, _ count: Int) -> UInt64 {
    let rest = count - word * 64
    return rest >= 64 ? ~0 : (1 << UInt64(rest)) - 1
  }

  /// Makes each step a member if `isMember` says so.
  @inline(__always)
  package mutating func fill(_ isMember: (_ step: Int) throws -> Bool) rethrows {
    for word in words.indices {
      var bits: UInt64 = 0
      let base = word * 64
      for bit in 0..<min(64, count - base) where try isMember(base + bit) { bits |= 1 << UInt64(bit) }
      words[word] = bits
    }
  }

  package mutating func formIntersection(_ other: StepBitmap) {
    for word in words.indices { words[word] &= other.words[word] }
  }

  package mutating func formUnion(_ other: StepBitmap) {
    for word in words.indices { words[word] |= other.words[word] }
  }

  package mutating func subtract(_ other: StepBitmap) {
    for word in words.indices { words[word] &= ~other.words[word] }
  }

  /// The first step that both have.
  package func firstShared(with other: StepBitmap) -> Int? {
    for word in words.indices {
      let shared = words[word] & other.words[word]
      if shared != 0 { return word * 64 + shared.trailingZeroBitCount }
    }
    return nil
  }

  /// Calls `body` with each run of steps that have a sample; whole words make one run.
  @inline(__always)
  package func forEachRun(_ body: (Range<Int>) -> Void) {
    for word in words.indices {
      var bits = words[word]
      let base = word * 64
      if bits == ~0 {
        body(base..<base + 64)
        continue
      }
      while bits != 0 {
        let start = bits.trailingZeroBitCount
        let length = (~(bits >> UInt64(start))).trailingZeroBitCount
        body(base + start..<base + start + length)
        bits = start + length == 64 ? 0 : bits & (~0 << UInt64(start + length))
      }
    }
  }

  /// Calls `body` with each step that has a sample.
  @inline(__always)
  package func forEach(_ body: (Int) throws -> Void) rethrows {
    for word in words.indices {
      var bits = words[word]
      while bits != 0 {
        try body(word * 64 + bits.trailingZeroBitCount)
        bits &= bits - 1
      }
    }
  }
}
