import Compression
package import TimeSeries
import Wire

/// Writes `prometheus.ReadRequest`, the question of remote read. `ReadFormat.md` draws the messages.
package enum ReadRequestEncoder {
  private static let samples: UInt64 = 0
  private static let chunks: UInt64 = 1

  /// The body of the request: one snappy block.
  ///
  /// - Parameters:
  ///   - selectors: one query each; all ask for the same range.
  ///   - takesChunks: whether chunks in a stream are taken, and rather than samples in one message.
  package static func encode(
    _ range: ClosedRange<Timestamp>, _ selectors: [[LabelMatcher]], takesChunks: Bool = true
  ) -> [UInt8] {
    var writer = WireWriter()
    for matchers in selectors {
      writer.message(field: 1) { query in
        query.varint(field: 1, UInt64(bitPattern: range.lowerBound))
        query.varint(field: 2, UInt64(bitPattern: range.upperBound))
        for matcher in matchers { query.message(field: 3) { encode(matcher, to: &$0) } }
      }
    }
    for type in takesChunks ? [chunks, samples] : [samples] { writer.varint(field: 2, type) }
    return Snappy.compress(writer.bytes.span.bytes)
  }

  private static func encode(_ matcher: LabelMatcher, to writer: inout WireWriter) {
    writer.varint(field: 1, number(of: matcher.operation))
    writer.bytes(field: 2, matcher.name.utf8)
    writer.bytes(field: 3, matcher.value.utf8)
  }

  private static func number(of operation: LabelMatcher.Operation) -> UInt64 {
    switch operation {
    case .equal: 0
    case .notEqual: 1
    case .matches: 2
    case .doesNotMatch: 3
    }
  }
}
