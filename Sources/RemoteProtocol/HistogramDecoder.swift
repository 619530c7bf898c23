import TimeSeries
import Wire

/// Reads the `Histogram` message of remote write: integer kind (bucket deltas) and float kind alike.
struct HistogramDecoder {
  /// A histogram that breaks the rules of its own format.
  struct Invalid: Error {
    let description: String
  }

  private let bucketsMax: Int
  private(set) var bucketCount = 0
  private var histogram = FloatHistogram()
  /// Which kind it is, its count says.
  private var hasWholeCounts = true
  private var timestamp: Timestamp = 0
  private var start: Timestamp = 0
  private var positiveDeltas: [Int64] = []
  private var negativeDeltas: [Int64] = []

  init(bucketsMax: Int) { self.bucketsMax = bucketsMax }

  /// - Throws: ``RemoteProtocolError`` if the bytes are no message, or hold more buckets than allowed.
  mutating func decode(
    _ bytes: UnsafeRawBufferPointer
  ) throws(RemoteProtocolError) -> Result<WriteRequest.HistogramSample, Invalid> {
    var reader = WireReader(bytes)
    while let (number, type) = try reader.nextField() {
      try readField(number, type, &reader)
      if bucketCount > bucketsMax {
        throw RemoteProtocolError(.tooLarge, "the message's histograms hold too many buckets; send less at once")
      }
    }
    if !positiveDeltas.isEmpty { histogram.positiveBuckets = Self.counts(positiveDeltas) }
    if !negativeDeltas.isEmpty { histogram.negativeBuckets = Self.counts(negativeDeltas) }
    if let problem = histogram.admit(hasWholeCounts: hasWholeCounts) { return .failure(Invalid(description: problem)) }
    return .success(.init(timestamp: timestamp, histogram: histogram, start: start))
  }

  /// The numbers of `prometheus/prompb/types.proto`, and of version 2 of the same message.
  private mutating func readField(
    _ number: UInt64, _ type: WireReader.WireType, _ reader: inout WireReader
  ) throws(RemoteProtocolError) {
    switch (number, type) {
    case (1, .varint): histogram.count = Double(try reader.varint())
    case (2, .fixed64):
      histogram.count = try reader.double()
      hasWholeCounts = false
    case (3, .fixed64): histogram.sum = try reader.double()
    case (4, .varint): histogram.schema = Int32(clamping: try reader.zigzag())
    case (5, .fixed64): histogram.zeroThreshold = try reader.double()
    case (6, .varint): histogram.zeroCount = Double(try reader.varint())
    case (7, .fixed64): histogram.zeroCount = try reader.double()
    case (8, .bytes): try histogram.negativeSpans.append(span(reader.bytes()))
    case (11, .bytes): try histogram.positiveSpans.append(span(reader.bytes()))
    case (9, _): try readDeltas(type, &reader, into: \.negativeDeltas)
    case (12, _): try readDeltas(type, &reader, into: \.positiveDeltas)
    case (10, _): try readDoubles(type, &reader, into: \.histogram.negativeBuckets)
    case (13, _): try readDoubles(type, &reader, into: \.histogram.positiveBuckets)
    case (14, .varint):
      histogram.counterReset = .init(rawValue: UInt8(clamping: try reader.varint())) ?? .unknown
    case (15, .varint): timestamp = Timestamp(bitPattern: try reader.varint())
    case (16, _): try readDoubles(type, &reader, into: \.histogram.customBounds)
    case (17, .varint): start = Timestamp(bitPattern: try reader.varint())
    default: try reader.skip(type)
    }
  }

  private mutating func span(_ bytes: UnsafeRawBufferPointer) throws(RemoteProtocolError) -> FloatHistogram.Span {
    var reader = WireReader(bytes)
    var span = FloatHistogram.Span(offset: 0, length: 0)
    while let (number, type) = try reader.nextField() {
      switch (number, type) {
      case (1, .varint): span.offset = Int32(clamping: try reader.zigzag())
      case (2, .varint): span.length = UInt32(clamping: try reader.varint())
      default: try reader.skip(type)
      }
    }
    bucketCount += 1
    return span
  }

  /// A repeated `sint64`: packed, or (as a reader must take, too) one at a time.
  private mutating func readDeltas(
    _ type: WireReader.WireType, _ reader: inout WireReader, into list: WritableKeyPath<Self, [Int64]>
  ) throws(RemoteProtocolError) {
    switch type {
    case .varint: self[keyPath: list].append(try reader.zigzag())
    case .bytes:
      var packed = WireReader(try reader.bytes())
      while !packed.isAtEnd, bucketCount <= bucketsMax {
        self[keyPath: list].append(try packed.zigzag())
        bucketCount += 1
      }
    default: try reader.skip(type)
    }
    bucketCount += 1
  }

  private mutating func readDoubles(
    _ type: WireReader.WireType, _ reader: inout WireReader, into list: WritableKeyPath<Self, [Double]>
  ) throws(RemoteProtocolError) {
    switch type {
    case .fixed64: self[keyPath: list].append(try reader.double())
    case .bytes:
      var packed = WireReader(try reader.bytes())
      while !packed.isAtEnd, bucketCount <= bucketsMax {
        self[keyPath: list].append(try packed.double())
        bucketCount += 1
      }
    default: try reader.skip(type)
    }
    bucketCount += 1
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
