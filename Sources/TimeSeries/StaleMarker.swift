/// The value that says "this series ended here": a NaN with a payload of its own.
///
/// Every other NaN is a value like any other. Compare bits, never values: `NaN != NaN`.
package enum StaleMarker {
  package static let bits: UInt64 = 0x7ff0_0000_0000_0002
  package static let value = Double(bitPattern: bits)
  /// The NaN that parsers produce.
  package static let ordinaryNaN = Double(bitPattern: 0x7ff8_0000_0000_0001)
}

extension Double {
  /// Whether this is the stale marker, not merely a NaN.
  @inline(__always)
  package var isStaleMarker: Bool { bitPattern == StaleMarker.bits }
}
