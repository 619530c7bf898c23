import TimeSeries
import Wire

/// One `Metric`: its timestamp, and where its value stands. A view, as the scanner is.
struct ProtobufMetric {
  private static var nothing: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: nil, count: 0) }

  /// 0 if it has none.
  private(set) var timestamp: Timestamp = 0
  private var gauge = nothing
  private var counter = nothing
  private var untyped = nothing
  private(set) var summary = nothing
  private(set) var histogram = nothing

  /// - Parameter labels: gets the labels as the text format writes them, without braces.
  init(_ message: UnsafeRawBufferPointer, labels: inout [UInt8]) throws(ExpositionError) {
    var reader = WireReader(message)
    while let (number, type) = try reader.nextField() {
      switch (number, type) {
      case (1, .bytes): try ProtobufMetric.write(reader.bytes(), to: &labels)
      case (2, .bytes): gauge = try reader.bytes()
      case (3, .bytes): counter = try reader.bytes()
      case (4, .bytes): summary = try reader.bytes()
      case (5, .bytes): untyped = try reader.bytes()
      case (6, .varint): timestamp = Timestamp(bitPattern: try reader.varint())
      case (7, .bytes): histogram = try reader.bytes()
      default: try reader.skip(type)
      }
    }
  }

  /// The value of a metric that has just one, 0 if it has none of its family's type, as in Prometheus; and when what a
  /// counter counts began.
  func value(_ kind: ProtobufFamily.Kind) throws(ExpositionError) -> (value: Double, start: Timestamp) {
    var reader = WireReader(kind == .counter ? counter : kind == .gauge ? gauge : untyped)
    var (value, start) = (0.0, Timestamp(0))
    while let (number, type) = try reader.nextField() {
      switch (number, type) {
      case (1, .fixed64): value = try reader.double()
      case (3, .bytes) where kind == .counter: start = try ProtobufStart.read(reader.bytes())
      default: try reader.skip(type)
      }
    }
    return (value, start)
  }

  /// Writes one `LabelPair`.
  private static func write(_ pair: UnsafeRawBufferPointer, to labels: inout [UInt8]) throws(ExpositionError) {
    var reader = WireReader(pair)
    var (name, value) = (nothing, nothing)
    while let (number, type) = try reader.nextField() {
      switch (number, type) {
      case (1, .bytes): name = try reader.bytes()
      case (2, .bytes): value = try reader.bytes()
      default: try reader.skip(type)
      }
    }
    if !labels.isEmpty { labels.append(UInt8(ascii: ",")) }
    let isPlain = name.first.map { !NameByte.isDigit($0) } ?? false && name.allSatisfy(NameByte.isInLabelName)
    if isPlain { labels.append(contentsOf: name) } else { writeQuoted(name, to: &labels) }
    labels.append(UInt8(ascii: "="))
    writeQuoted(value, to: &labels)
  }

  private static func writeQuoted(_ text: UnsafeRawBufferPointer, to labels: inout [UInt8]) {
    labels.append(UInt8(ascii: "\""))
    EscapedText.append(text.bindMemory(to: UInt8.self), to: &labels)
    labels.append(UInt8(ascii: "\""))
  }
}
