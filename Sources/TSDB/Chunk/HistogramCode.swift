import TimeSeries

/// Native histograms as bytes, bit-exact: in the batch log, in checkpoints, in sealed chunks.
enum HistogramCode {
  private static let sameLayout: UInt8 = 1

  /// Appends `histogram`; its layout (schema, spans, bounds) only if it differs from that of `previous`.
  static func encode(_ histogram: FloatHistogram, after previous: FloatHistogram?, to bytes: inout [UInt8]) {
    let same = previous.map { hasSameLayout(histogram, $0) } ?? false
    bytes.append(same ? sameLayout : 0)
    bytes.append(histogram.counterReset.rawValue)
    if !same { encodeLayout(histogram, to: &bytes) }
    bytes.appendDouble(histogram.zeroCount)
    bytes.appendDouble(histogram.count)
    bytes.appendDouble(histogram.sum)
    encode(histogram.positiveBuckets, to: &bytes)
    encode(histogram.negativeBuckets, to: &bytes)
  }

  /// Reads what ``encode(_:after:to:)`` wrote; `nil` if it is damaged.
  static func decode(_ reader: inout ByteReader, after previous: FloatHistogram?) -> FloatHistogram? {
    guard let flags = reader.byte(), let reset = reader.byte().flatMap(FloatHistogram.CounterReset.init) else {
      return nil
    }
    var histogram = FloatHistogram()
    if flags & sameLayout != 0 {
      guard let previous else { return nil }
      histogram = previous
    } else if !decodeLayout(&reader, into: &histogram) {
      return nil
    }
    guard let zeroCount = reader.double(), let count = reader.double(), let sum = reader.double(),
      let positive = decodeDoubles(&reader), let negative = decodeDoubles(&reader)
    else { return nil }
    histogram.counterReset = reset
    (histogram.zeroCount, histogram.count, histogram.sum) = (zeroCount, count, sum)
    (histogram.positiveBuckets, histogram.negativeBuckets) = (positive, negative)
    return histogram
  }

  private static func hasSameLayout(_ left: FloatHistogram, _ right: FloatHistogram) -> Bool {
    left.schema == right.schema && left.zeroThreshold.bitPattern == right.zeroThreshold.bitPattern
      && left.positiveSpans == right.positiveSpans && left.negativeSpans == right.negativeSpans
      && left.customBounds.map(\.bitPattern) == right.customBounds.map(\.bitPattern)
  }

  private static func encodeLayout(_ histogram: FloatHistogram, to bytes: inout [UInt8]) {
    bytes.appendSignedVarint(Int64(histogram.schema))
    bytes.appendDouble(histogram.zeroThreshold)
    encode(histogram.positiveSpans, to: &bytes)
    encode(histogram.negativeSpans, to: &bytes)
    encode(histogram.customBounds, to: &bytes)
  }

  private static func decodeLayout(_ reader: inout ByteReader, into histogram: inout FloatHistogram) -> Bool {
    guard let schema = reader.signedVarint().flatMap({ Int32(exactly: $0) }), let zeroThreshold = reader.double(),
      let positive = decodeSpans(&reader), let negative = decodeSpans(&reader), let bounds = decodeDoubles(&reader)
    else { return false }
    (histogram.schema, histogram.zeroThreshold) = (schema, zeroThreshold)
    (histogram.positiveSpans, histogram.negativeSpans, histogram.customBounds) = (positive, negative, bounds)
    return true
  }

  private static func encode(_ spans: [FloatHistogram.Span], to bytes: inout [UInt8]) {
    bytes.appendVarint(spans.count)
    for span in spans {
      bytes.appendSignedVarint(Int64(span.offset))
      bytes.appendVarint(UInt64(span.length))
    }
  }

  private static func decodeSpans(_ reader: inout ByteReader) -> [FloatHistogram.Span]? {
    // A span takes two bytes at least.
    guard let count = reader.count(max: reader.remaining / 2) else { return nil }
    var spans: [FloatHistogram.Span] = []
    for _ in 0..<count {
      guard let offset = reader.signedVarint().flatMap({ Int32(exactly: $0) }),
        let length = reader.varint().flatMap({ UInt32(exactly: $0) })
      else { return nil }
      spans.append(.init(offset: offset, length: length))
    }
    return spans
  }

  private static func encode(_ values: [Double], to bytes: inout [UInt8]) {
    bytes.appendVarint(values.count)
    for value in values { bytes.appendDouble(value) }
  }

  private static func decodeDoubles(_ reader: inout ByteReader) -> [Double]? {
    guard let count = reader.count(max: reader.remaining / 8) else { return nil }
    var values: [Double] = []
    values.reserveCapacity(count)
    for _ in 0..<count {
      guard let value = reader.double() else { return nil }
      values.append(value)
    }
    return values
  }
}
