import TimeSeries

/// A native histogram, bit-exact; see RuleStateFormat.md.
extension RecordWriter {
  mutating func append(_ histogram: FloatHistogram) {
    append(bigEndian: histogram.counterReset.rawValue)
    append(signed: Int64(histogram.schema))
    for value in [histogram.zeroThreshold, histogram.zeroCount, histogram.count, histogram.sum] {
      append(bigEndian: value.bitPattern)
    }
    append(histogram.positiveSpans)
    append(histogram.positiveBuckets)
    append(histogram.negativeSpans)
    append(histogram.negativeBuckets)
    append(histogram.customBounds)
  }

  private mutating func append(_ spans: [FloatHistogram.Span]) {
    append(unsigned: UInt64(spans.count))
    for span in spans {
      append(signed: Int64(span.offset))
      append(unsigned: UInt64(span.length))
    }
  }

  private mutating func append(_ values: [Double]) {
    append(unsigned: UInt64(values.count))
    for value in values { append(bigEndian: value.bitPattern) }
  }
}

extension RecordReader {
  /// `nil` if it is damaged.
  mutating func histogram() -> FloatHistogram? {
    guard let reset = byte().flatMap(FloatHistogram.CounterReset.init),
      let schema = signed().flatMap({ Int32(exactly: $0) }),
      let zeroThreshold = double(), let zeroCount = double(), let count = double(), let sum = double(),
      let positiveSpans = spans(), let positiveBuckets = doubles(), let negativeSpans = spans(),
      let negativeBuckets = doubles(), let customBounds = doubles()
    else { return nil }
    var histogram = FloatHistogram()
    (histogram.counterReset, histogram.schema) = (reset, schema)
    (histogram.zeroThreshold, histogram.zeroCount) = (zeroThreshold, zeroCount)
    (histogram.count, histogram.sum) = (count, sum)
    (histogram.positiveSpans, histogram.positiveBuckets) = (positiveSpans, positiveBuckets)
    (histogram.negativeSpans, histogram.negativeBuckets) = (negativeSpans, negativeBuckets)
    histogram.customBounds = customBounds
    return histogram
  }

  private mutating func double() -> Double? { bigEndian(UInt64.self).map { Double(bitPattern: $0) } }

  private mutating func spans() -> [FloatHistogram.Span]? {
    // A span takes two bytes at least.
    guard let count = unsigned(), count <= UInt64(remaining / 2) else { return nil }
    var spans: [FloatHistogram.Span] = []
    for _ in 0..<count {
      guard let offset = signed().flatMap({ Int32(exactly: $0) }),
        let length = unsigned().flatMap({ UInt32(exactly: $0) })
      else { return nil }
      spans.append(.init(offset: offset, length: length))
    }
    return spans
  }

  private mutating func doubles() -> [Double]? {
    guard let count = unsigned(), count <= UInt64(remaining / 8) else { return nil }
    var values: [Double] = []
    values.reserveCapacity(Int(count))
    for _ in 0..<count {
      guard let value = double() else { return nil }
      values.append(value)
    }
    return values
  }
}
