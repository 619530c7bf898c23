package import TimeSeries

/// A logical series, one of a cluster whatever the replica: a hash of its labels without replica labels.
///
/// 128 bits, the same in every process, so it can be persisted. At ten million series the odds that any two share one are
/// below 1 in 10²⁴: the ledger takes it for the series itself.
package struct SeriesFingerprint: Hashable, Comparable, Sendable {
  package let rawValue: UInt128

  package init(rawValue: UInt128) { self.rawValue = rawValue }

  /// Hashes names and values in label order, each with its length, so that no two series write the same.
  package init(_ labels: Labels, without replicaLabels: ReplicaLabels) {
    var hasher = FingerprintHasher()
    labels.forEachBytes { name, value in
      if replicaLabels.contains(name) { return }
      hasher.combine(name)
      hasher.combine(value)
    }
    rawValue = hasher.finish()
  }

  package static func < (left: SeriesFingerprint, right: SeriesFingerprint) -> Bool { left.rawValue < right.rawValue }
}
