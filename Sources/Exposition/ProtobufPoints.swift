import TimeSeries
import Wire

/// A classic histogram or a summary: how many observations, their sum, and a value for each bound.
struct ProtobufPoints {
  struct Point {
    var bound = 0.0
    var value = 0.0
  }

  var count = 0.0
  var sum = 0.0
  var points: [Point] = []
  /// When it began; 0 if that is not known.
  var start: Timestamp = 0

  /// Reads a `Summary` with at most `elementsMax` quantiles.
  mutating func readSummary(_ message: UnsafeRawBufferPointer, elementsMax: Int) throws(ExpositionError) {
    var reader = WireReader(message)
    while let (number, type) = try reader.nextField() {
      switch (number, type) {
      case (1, .varint): count = Double(try reader.varint())
      case (2, .fixed64): sum = try reader.double()
      case (3, .bytes):
        try points.append(ProtobufPoints.quantile(reader.bytes()))
        if points.count > elementsMax { throw ProtobufHistogram.tooLarge }
      case (4, .bytes): start = try ProtobufStart.read(reader.bytes())
      default: try reader.skip(type)
      }
    }
  }

  private static func quantile(_ message: UnsafeRawBufferPointer) throws(ExpositionError) -> Point {
    var point = Point()
    var reader = WireReader(message)
    while let (number, type) = try reader.nextField() {
      switch (number, type) {
      case (1, .fixed64): point.bound = try reader.double()
      case (2, .fixed64): point.value = try reader.double()
      default: try reader.skip(type)
      }
    }
    return point
  }

  /// Reads a `Bucket` of a classic histogram. Its exemplar is passed over.
  static func bucket(_ message: UnsafeRawBufferPointer) throws(ExpositionError) -> Point {
    var point = Point()
    var countAsFloat = 0.0
    var reader = WireReader(message)
    while let (number, type) = try reader.nextField() {
      switch (number, type) {
      case (1, .varint): point.value = Double(try reader.varint())
      case (2, .fixed64): point.bound = try reader.double()
      case (4, .fixed64): countAsFloat = try reader.double()
      default: try reader.skip(type)
      }
    }
    if countAsFloat > 0 { point.value = countAsFloat }
    return point
  }
}
