/// A native histogram with absolute bucket counts.
///
/// Exponential schemas are −4…8: bucket `i` ends at `2^(i · 2^−schema)`. Schema −53 has `customBounds` instead, and no
/// negative buckets. Source of the format: Prometheus's native histogram specification.
package struct FloatHistogram: Hashable, Sendable {
  /// What is known of a reset between the previous sample and this one.
  package enum CounterReset: UInt8, Sendable {
    case unknown, reset, notReset, gauge
  }

  /// A run of buckets: the gap before it (for the first one: its first index), and how many follow.
  package struct Span: Hashable, Sendable {
    package var offset: Int32
    package var length: UInt32

    package init(offset: Int32, length: UInt32) {
      self.offset = offset
      self.length = length
    }
  }

  package static let customSchema: Int32 = -53
  /// The coarsest and the finest exponential schema.
  package static let schemaMin: Int32 = -4
  package static let schemaMax: Int32 = 8

  package var counterReset: CounterReset = .unknown
  package var schema: Int32 = 0
  package var zeroThreshold: Double = 0
  package var zeroCount: Double = 0
  package var count: Double = 0
  package var sum: Double = 0
  package var positiveSpans: [Span] = []
  package var positiveBuckets: [Double] = []
  package var negativeSpans: [Span] = []
  package var negativeBuckets: [Double] = []
  package var customBounds: [Double] = []

  package init() {}

  package var isStaleMarker: Bool { sum.isStaleMarker }
}
