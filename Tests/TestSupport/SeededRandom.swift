/// A reproducible source of randomness for property tests: SplitMix64. Print the seed with every failure.
package struct SeededRandom: RandomNumberGenerator {
  package let seed: UInt64
  private var state: UInt64

  package init(seed: UInt64) {
    self.seed = seed
    state = seed
  }

  /// A generator with a seed nobody has seen; for tests that print it.
  package static func fresh() -> SeededRandom { SeededRandom(seed: UInt64.random(in: 0...UInt64.max)) }

  package mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
