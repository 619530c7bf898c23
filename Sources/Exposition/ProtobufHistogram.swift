import TimeSeries
import Wire

/// Reads a `Histogram`, which is classic, native, or both; native ones with whole counts (differences from bucket to
/// bucket) or with floats. Exemplars are passed over.
struct ProtobufHistogram {
  /// What a bucket, a span or a quantile takes in memory.
  static let elementByteCount = 16
  static let tooLarge = ExpositionError(
    .tooLarge, detail: "the body has more buckets than a body of its limit may have")

  private let isGauge: Bool
  private var native = FloatHistogram()
  private var count: UInt64 = 0
  private var zeroCount: UInt64 = 0
  private var positiveDeltas: [Int64] = []
  private var negativeDeltas: [Int64] = []
  private var classic: [ProtobufPoints.Point] = []
  /// Buckets of all kinds and spans.
  private(set) var elementCount = 0
  /// When it began; 0 if that is not known.
  private(set) var start: Timestamp = 0

  init(isGauge: Bool) { self.isGauge = isGauge }

  mutating func read(_ message: UnsafeRawBufferPointer, elementsMax: Int) throws(ExpositionError) {
    var reader = WireReader(message)
    while let (number, type) = try reader.nextField() {
      try readField(number, type, &reader, elementsMax)
      if elementCount > elementsMax { throw ProtobufHistogram.tooLarge }
    }
  }

  /// As Prometheus tells: a native histogram without any observation has at least a span that covers nothing.
  var isNative: Bool {
    !native.positiveSpans.isEmpty || !native.negativeSpans.isEmpty || native.zeroThreshold > 0 || zeroCount > 0
      || native.zeroCount > 0
  }

  var hasClassicBuckets: Bool { !classic.isEmpty }

  /// - Throws: ``ExpositionError`` if it breaks the rules of native histograms.
  func nativeHistogram() throws(ExpositionError) -> FloatHistogram {
    var histogram = unchecked
    if let problem = histogram.admit(hasWholeCounts: !hasFloats) { throw ExpositionError(.histogram, detail: problem) }
    return histogram
  }

  private var unchecked: FloatHistogram {
    var histogram = native
    histogram.counterReset = isGauge ? .gauge : .unknown
    if histogram.sum.isNaN { histogram.sum = StaleMarker.ordinaryNaN }
    if hasFloats { return histogram }
    histogram.count = Double(count)
    histogram.zeroCount = Double(zeroCount)
    histogram.positiveBuckets = ProtobufHistogram.counts(positiveDeltas)
    histogram.negativeBuckets = ProtobufHistogram.counts(negativeDeltas)
    return histogram
  }

  /// The classic histogram, with the bucket that has all observations.
  var classicPoints: ProtobufPoints {
    let total = native.count > 0 ? native.count : Double(count)
    var points = ProtobufPoints(count: total, sum: native.sum, points: classic, start: start)
    if !classic.contains(where: { $0.bound == .infinity }) {
      points.points.append(.init(bound: .infinity, value: total))
    }
    return points
  }

  private var hasFloats: Bool {
    native.count > 0 || native.zeroCount > 0 || !native.positiveBuckets.isEmpty || !native.negativeBuckets.isEmpty
  }

  /// The numbers of `io/prometheus/client/metrics.proto`.
  private mutating func readField(
    _ number: UInt64, _ type: WireReader.WireType, _ reader: inout WireReader, _ elementsMax: Int
  ) throws(ExpositionError) {
    switch (number, type) {
    case (1, .varint): count = try reader.varint()
    case (2, .fixed64): native.sum = try reader.double()
    case (3, .bytes): try append(ProtobufPoints.bucket(reader.bytes()), to: \.classic)
    case (4, .fixed64): native.count = try reader.double()
    case (5, .varint): native.schema = Int32(clamping: try reader.zigzag())
    case (6, .fixed64): native.zeroThreshold = try reader.double()
    case (7, .varint): zeroCount = try reader.varint()
    case (8, .fixed64): native.zeroCount = try reader.double()
    case (9, .bytes): try append(ProtobufHistogram.span(reader.bytes()), to: \.native.negativeSpans)
    case (10, _): try readDeltas(type, &reader, into: \.negativeDeltas, elementsMax)
    case (11, _): try readDoubles(type, &reader, into: \.native.negativeBuckets, elementsMax)
    case (12, .bytes): try append(ProtobufHistogram.span(reader.bytes()), to: \.native.positiveSpans)
    case (13, _): try readDeltas(type, &reader, into: \.positiveDeltas, elementsMax)
    case (14, _): try readDoubles(type, &reader, into: \.native.positiveBuckets, elementsMax)
    case (15, .bytes): start = try ProtobufStart.read(reader.bytes())
    default: try reader.skip(type)
    }
  }

  private mutating func append<Element>(_ element: Element, to list: WritableKeyPath<Self, [Element]>) {
    self[keyPath: list].append(element)
    elementCount += 1
  }

  private static func span(_ message: UnsafeRawBufferPointer) throws(ExpositionError) -> FloatHistogram.Span {
    var span = FloatHistogram.Span(offset: 0, length: 0)
    var reader = WireReader(message)
    while let (number, type) = try reader.nextField() {
      switch (number, type) {
      case (1, .varint): span.offset = Int32(clamping: try reader.zigzag())
      case (2, .varint): span.length = UInt32(clamping: try reader.varint())
      default: try reader.skip(type)
      }
    }
    return span
  }

  /// A repeated `sint64`: packed, or one at a time.
  private mutating func readDeltas(
    _ type: WireReader.WireType, _ reader: inout WireReader, into list: WritableKeyPath<Self, [Int64]>,
    _ elementsMax: Int
  ) throws(ExpositionError) {
    switch type {
    case .varint: append(try reader.zigzag(), to: list)
    case .bytes:
      var packed = WireReader(try reader.bytes())
      while !packed.isAtEnd, elementCount <= elementsMax { append(try packed.zigzag(), to: list) }
    default: try reader.skip(type)
    }
  }

  private mutating func readDoubles(
    _ type: WireReader.WireType, _ reader: inout WireReader, into list: WritableKeyPath<Self, [Double]>,
    _ elementsMax: Int
  ) throws(ExpositionError) {
    switch type {
    case .fixed64: append(try reader.double(), to: list)
    case .bytes:
      var packed = WireReader(try reader.bytes())
      while !packed.isAtEnd, elementCount <= elementsMax { append(try packed.double(), to: list) }
    default: try reader.skip(type)
    }
  }

  /// Absolute counts of buckets that are written as differences to the one before.
  private static func counts(_ deltas: [Int64]) -> [Double] {
    var count: Int64 = 0
    return deltas.map { delta in
      count &+= delta
      return Double(count)
    }
  }
}
