/// How the values of a sealed chunk are written; the low four bits of its first byte. `ChunkFormat.md` draws each.
enum ChunkEncoding: UInt8, CaseIterable {
  /// Eight bytes each: what is left if nothing else can be verified.
  case raw = 0
  case constant = 1
  /// Each value XOR the one before.
  case xor = 2
  /// A few distinct values and an index each.
  case dictionary = 3
  /// Order-preserving integers, as differences from the one before.
  case orderedDelta = 4
  /// Order-preserving integers, as differences from a centre.
  case orderedFrame = 5
  /// Decimal fractions of one scale, as differences from the one before.
  case decimalDelta = 6
  /// Decimal fractions of one scale, as differences from a centre.
  case decimalFrame = 7
  /// Native histograms.
  case histograms = 15
}
