import TimeSeries
import Wire

/// One `MetricFamily`: what its metrics have in common. A view, as the scanner is.
struct ProtobufFamily {
  /// The types by their numbers, which stand in this order.
  enum Kind: UInt64 {
    case counter, gauge, summary, unknown, histogram, gaugeHistogram
  }

  static let metricField: UInt64 = 4

  /// Its place in the body, counted from 1.
  let number: Int
  private(set) var message = UnsafeRawBufferPointer(start: nil, count: 0)
  private(set) var type = Kind.counter
  private var name = UnsafeRawBufferPointer(start: nil, count: 0)
  private var isPlain = false

  init(number: Int = 0) { self.number = number }

  /// Reads the name and the type, wherever they stand: they may come behind the metrics.
  mutating func read(_ message: UnsafeRawBufferPointer) throws(ExpositionError) {
    self.message = message
    var reader = WireReader(message)
    while let (field, wireType) = try reader.nextField() {
      switch (field, wireType) {
      case (1, .bytes): name = try reader.bytes()
      case (3, .varint): type = Kind(rawValue: try reader.varint()) ?? .unknown
      default: try reader.skip(wireType)
      }
    }
    isPlain = name.first.map { !NameByte.isDigit($0) } ?? false && name.allSatisfy(NameByte.isInMetricName)
  }

  /// Writes `name_suffix{labels,label}` over what `series` holds; a name that is not plain goes into the braces.
  func writeSeries(_ suffix: String, _ labels: [UInt8], _ label: String, to series: inout [UInt8]) {
    series.removeAll(keepingCapacity: true)
    if isPlain {
      series.append(contentsOf: name)
      series.append(contentsOf: suffix.utf8)
      if labels.isEmpty, label.isEmpty { return }
      series.append(UInt8(ascii: "{"))
    } else {
      series.append(UInt8(ascii: "{"))
      series.append(UInt8(ascii: "\""))
      EscapedText.append(name.bindMemory(to: UInt8.self), to: &series)
      series.append(contentsOf: suffix.utf8)
      series.append(UInt8(ascii: "\""))
      if !labels.isEmpty || !label.isEmpty { series.append(UInt8(ascii: ",")) }
    }
    series.append(contentsOf: labels)
    if !labels.isEmpty, !label.isEmpty { series.append(UInt8(ascii: ",")) }
    series.append(contentsOf: label.utf8)
    series.append(UInt8(ascii: "}"))
  }
}

extension ProtobufFamily: CustomStringConvertible {
  var description: String {
    let name = ExpositionError.excerpt(of: self.name.bindMemory(to: UInt8.self), around: 0)
    return "metric family \(number)\(name.isEmpty ? "" : " \"\(name)\"")"
  }
}
