/// A Rice code for residuals: `q` zeros, a one, and `k` low bits; with an escape for what does not fit.
///
/// Random mantissas make residuals of about normal distribution; this code takes 0.1–0.2 bits more than their entropy,
/// where packing at a fixed width takes 0.8 more.
enum ResidualCode {
  /// This many zeros say: 64 raw bits follow, after a bit that tells what they are.
  static let escapeZeros = 11
  static let escapeBits = escapeZeros + 2 + 64
  /// A code must fit in one peek of 64 bits.
  static let lowBitsMax = 64 - escapeZeros

  /// The number of low bits that makes `residuals` shortest, and how many bits that takes in all.
  static func plan(_ residuals: UnsafePointer<UInt64>, _ count: Int) -> (lowBits: Int, bitCount: Int) {
    // The mean width, not the mean: a few escapes must not move it.
    var widths = 0
    for index in 0..<count { widths &+= 64 &- residuals[index].leadingZeroBitCount }
    let guess = count == 0 ? 0 : min(lowBitsMax, widths / count)
    var best = (lowBits: 0, bitCount: Int.max)
    for lowBits in max(0, guess - 2)...min(lowBitsMax, guess + 1) {
      let bitCount = cost(residuals, count, lowBits)
      if bitCount < best.bitCount { best = (lowBits, bitCount) }
    }
    return best
  }

  private static func cost(_ residuals: UnsafePointer<UInt64>, _ count: Int, _ lowBits: Int) -> Int {
    var bitCount = 0
    for index in 0..<count {
      let quotient = residuals[index] &>> UInt64(truncatingIfNeeded: lowBits)
      bitCount &+= quotient < UInt64(escapeZeros) ? Int(truncatingIfNeeded: quotient) &+ 1 &+ lowBits : escapeBits
    }
    return bitCount
  }

  /// Writes `residual` if it fits; `false` says that it needs an escape.
  @inline(__always)
  static func put(_ residual: UInt64, lowBits: Int, to writer: inout BitWriter) -> Bool {
    let quotient = residual &>> UInt64(truncatingIfNeeded: lowBits)
    guard quotient < UInt64(escapeZeros) else { return false }
    let low = residual & ((1 &<< UInt64(truncatingIfNeeded: lowBits)) &- 1)
    writer.put(1 &<< UInt64(truncatingIfNeeded: lowBits) | low, Int(truncatingIfNeeded: quotient) &+ 1 &+ lowBits)
    return true
  }

  /// Writes 64 bits in full: an exact value that takes no part in the differences, or else an integer.
  static func putEscape(_ bits: UInt64, isExactValue: Bool, to writer: inout BitWriter) {
    writer.put(isExactValue ? 0b11 : 0b10, escapeZeros + 2)
    writer.put(bits, 64)
  }
}
