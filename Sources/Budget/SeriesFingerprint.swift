package import TimeSeries

/// A logical series, one of a cluster whatever the replica: a hash of its labels without replica labels.
///
/// FNV-1a in 128 bits over the packed labels; the same in every process, so it can be persisted. At ten million series
/// the odds that any two share one are below 1 in 10²⁴: the ledger takes it for the series itself.
package struct SeriesFingerprint: Hashable, Comparable, Sendable {
  package let rawValue: UInt128

  package init(rawValue: UInt128) { self.rawValue = rawValue }

  /// - Parameter labels: without replica labels.
  package init(_ labels: Labels) {
    var hash: UInt128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d
    for byte in labels.bytes { hash = (hash ^ UInt128(byte)) &* 0x0000_0000_0100_0000_0000_0000_0000_013b }
    rawValue = hash
  }

  package static func < (left: SeriesFingerprint, right: SeriesFingerprint) -> Bool { left.rawValue < right.rawValue }
}
