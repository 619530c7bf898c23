import TimeSeries
import Wire

/// When what a metric counts began: a `google.protobuf.Timestamp`.
enum ProtobufStart {
  /// In milliseconds; 0 says that it is not known.
  static func read(_ message: UnsafeRawBufferPointer) throws(ExpositionError) -> Timestamp {
    var (seconds, nanoseconds): (Int64, Int64) = (0, 0)
    var reader = WireReader(message)
    while let (number, type) = try reader.nextField() {
      switch (number, type) {
      case (1, .varint): seconds = Int64(bitPattern: try reader.varint())
      case (2, .varint): nanoseconds = Int64(bitPattern: try reader.varint())
      default: try reader.skip(type)
      }
    }
    let (milliseconds, isTooFar) = seconds.multipliedReportingOverflow(by: 1000)
    return isTooFar ? 0 : milliseconds &+ nanoseconds / 1_000_000
  }
}
