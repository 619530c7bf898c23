package import TimeSeries
import Wire

/// Writes families as protobuf messages, each behind its length. `ProtobufFormat.md` draws them.
package struct ProtobufWriter: Sendable {
  /// What the metrics of a family are, by the numbers of the format.
  package enum Kind: UInt64, Sendable, Comparable {
    case untyped = 3
    case histogram = 4
    case gaugeHistogram = 5

    package static func < (left: Kind, right: Kind) -> Bool { left.rawValue < right.rawValue }
  }

  private let escaping: NameEscaping
  private var bytes: [UInt8] = []
  /// The message of the family at hand, which stands behind its length.
  private var family = WireWriter()

  package init(escaping: NameEscaping = .allowUTF8) { self.escaping = escaping }

  /// What was written since the last call.
  package mutating func take() -> [UInt8] {
    endFamily()
    defer { bytes = [] }
    return bytes
  }

  package mutating func family(_ name: String, _ kind: Kind) {
    endFamily()
    family.bytes(field: 1, escaping.escaped(name, colonAllowed: true).utf8)
    family.varint(field: 3, kind.rawValue)
  }

  /// One metric of an untyped family; its labels are the series' own, then `extra`.
  package mutating func sample(_ labels: Labels, extra: [Label] = [], value: Double, timestamp: Timestamp) {
    metric(labels, extra, timestamp) { metric in metric.message(field: 5) { $0.double(field: 1, value) } }
  }

  /// One metric of a family of native histograms, with float counts.
  package mutating func native(
    _ labels: Labels, extra: [Label] = [], histogram: FloatHistogram, timestamp: Timestamp
  ) {
    metric(labels, extra, timestamp) { metric in
      metric.message(field: 7) { ProtobufWriter.write(histogram, to: &$0) }
    }
  }

  /// One metric of a family of classic histograms.
  package mutating func classic(
    _ labels: Labels, extra: [Label] = [], histogram: ClassicBuckets, timestamp: Timestamp
  ) {
    metric(labels, extra, timestamp) { metric in
      metric.message(field: 7) { ProtobufWriter.write(histogram, to: &$0) }
    }
  }

  private mutating func endFamily() {
    guard !family.bytes.isEmpty else { return }
    var length = WireWriter()
    length.varint(UInt64(family.bytes.count))
    bytes += length.bytes
    bytes += family.bytes
    family = WireWriter()
  }

  private mutating func metric(
    _ labels: Labels, _ extra: [Label], _ timestamp: Timestamp, _ value: (inout WireWriter) -> Void
  ) {
    family.message(field: 4) { [escaping] metric in
      for label in labels where label.name != LabelName.metricName {
        ProtobufWriter.write(label, escaping, to: &metric)
      }
      for label in extra { ProtobufWriter.write(label, escaping, to: &metric) }
      value(&metric)
      metric.varint(field: 6, UInt64(bitPattern: timestamp))
    }
  }

  private static func write(_ label: Label, _ escaping: NameEscaping, to metric: inout WireWriter) {
    metric.message(field: 1) {
      $0.bytes(field: 1, escaping.escaped(label.name, colonAllowed: false).utf8)
      $0.bytes(field: 2, label.value.utf8)
    }
  }

  private static func write(_ histogram: FloatHistogram, to message: inout WireWriter) {
    message.double(field: 2, histogram.sum)
    message.double(field: 4, histogram.count)
    message.zigzag(field: 5, Int64(histogram.schema))
    message.double(field: 6, histogram.zeroThreshold)
    message.double(field: 8, histogram.zeroCount)
    for span in histogram.negativeSpans { message.message(field: 9) { write(span, to: &$0) } }
    message.doubles(field: 11, histogram.negativeBuckets)
    // A reader knows a native histogram by its spans or its zero bucket: one that has none gets a span of nothing.
    let isBare = histogram.negativeSpans.isEmpty && histogram.zeroThreshold == 0 && histogram.zeroCount == 0
    let spans = isBare && histogram.positiveSpans.isEmpty ? [.init(offset: 0, length: 0)] : histogram.positiveSpans
    for span in spans { message.message(field: 12) { write(span, to: &$0) } }
    message.doubles(field: 14, histogram.positiveBuckets)
  }

  private static func write(_ span: FloatHistogram.Span, to message: inout WireWriter) {
    message.zigzag(field: 1, Int64(span.offset))
    message.varint(field: 2, UInt64(span.length))
  }

  /// Whole counts as integers, which older readers ask for.
  private static func write(_ histogram: ClassicBuckets, to message: inout WireWriter) {
    let isWhole = histogram.buckets.allSatisfy { $0.count >= 0 && $0.count < 0x1p53 && $0.count.rounded() == $0.count }
    func write(_ count: Double, _ whole: UInt64, _ float: UInt64, to message: inout WireWriter) {
      if isWhole { message.varint(field: whole, UInt64(count)) } else { message.double(field: float, count) }
    }
    write(histogram.count, 1, 4, to: &message)
    message.double(field: 2, histogram.sum)
    for bucket in histogram.buckets {
      message.message(field: 3) {
        write(bucket.count, 1, 4, to: &$0)
        $0.double(field: 2, bucket.bound)
      }
    }
  }
}
