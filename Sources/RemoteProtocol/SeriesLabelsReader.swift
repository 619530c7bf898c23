import Glibc
import TimeSeries
import Wire

/// Turns the `Label` messages of one series into packed ``Labels``, without a String.
///
/// Used again for each series, so that it keeps its memory.
struct SeriesLabelsReader {
  typealias Run = UnsafeRawBufferPointer

  /// The pairs as they came. They point into the message: valid while it is being read.
  private var pairs: [(name: Run, value: Run)] = []
  private var isSorted = true

  var count: Int { pairs.count }

  mutating func removeAll() {
    pairs.removeAll(keepingCapacity: true)
    isSorted = true
  }

  /// Reads one `Label` message.
  mutating func add(_ message: UnsafeRawBufferPointer) throws(RemoteProtocolError) {
    var reader = WireReader(message)
    var name = Run(start: nil, count: 0)
    var value = Run(start: nil, count: 0)
    while let (number, type) = try reader.nextField() {
      switch (number, type) {
      case (1, .bytes): name = try reader.bytes()
      case (2, .bytes): value = try reader.bytes()
      default: try reader.skip(type)
      }
    }
    add(name, value)
  }

  mutating func add(_ name: Run, _ value: Run) {
    if let last = pairs.last, ByteOrder.compare(last.name, name) >= 0 { isSorted = false }
    pairs.append((name, value))
  }

  /// What is wrong with the labels, or the labels.
  ///
  /// The rules are Prometheus's: a metric name, no empty name, no name twice, UTF-8 throughout. Empty values vanish.
  mutating func labels() -> Result<Labels, InvalidLabels> {
    if !isSorted { pairs.sort { ByteOrder.compare($0.name, $1.name) < 0 } }
    let bytes = packed()
    // The packed form of most series is ASCII throughout, which eight bytes at a time can tell.
    if let problem = problem(mayBeInvalidUTF8: !Self.isASCII(bytes)) {
      return .failure(InvalidLabels(description: problem))
    }
    return .success(Labels(unchecked: bytes))
  }

  private func problem(mayBeInvalidUTF8: Bool) -> String? {
    var hasMetricName = false
    for (index, (name, value)) in pairs.enumerated() {
      if name.isEmpty { return "a label of \(text) has an empty name" }
      if !isSorted, index > 0, ByteOrder.compare(pairs[index - 1].name, name) == 0 {
        return "label name \(QuotedText.quoted(String(decoding: name, as: UTF8.self))) is not unique in \(text)"
      }
      if mayBeInvalidUTF8, !Self.isUTF8(name) || !Self.isUTF8(value) { return "a label of \(text) is not valid UTF-8" }
      if !value.isEmpty, Self.isMetricName(name) { hasMetricName = true }
    }
    return hasMetricName ? nil : "the series \(text) has no metric name"
  }

  /// The pairs for people, at most a few hundred bytes of them.
  var text: String {
    let shown = pairs.prefix(20).map { pair in
      String(decoding: pair.name.prefix(60), as: UTF8.self) + "="
        + QuotedText.quoted(String(decoding: pair.value.prefix(60), as: UTF8.self))
    }
    return "{" + shown.joined(separator: ", ") + (pairs.count > 20 ? ", …}" : "}")
  }

  /// The packed form of ``Labels``: before each name and value its length as a varint.
  private func packed() -> [UInt8] {
    var room = 0
    // Five bytes hold the length of anything that fits into a message.
    for (name, value) in pairs { room += name.count + value.count + 10 }
    return [UInt8](unsafeUninitializedCapacity: room) { bytes, count in
      guard let base = bytes.baseAddress else { return }
      var end = UnsafeMutableRawPointer(base)
      for (name, value) in pairs where !value.isEmpty {
        Self.append(name, to: &end)
        Self.append(value, to: &end)
      }
      count = end - UnsafeMutableRawPointer(base)
    }
  }

  @inline(__always)
  private static func append(_ run: Run, to end: inout UnsafeMutableRawPointer) {
    var length = run.count
    while length >= 0x80 {
      end.storeBytes(of: UInt8(length & 0x7f) | 0x80, as: UInt8.self)
      end += 1
      length >>= 7
    }
    end.storeBytes(of: UInt8(length), as: UInt8.self)
    if let base = run.baseAddress { memcpy(end + 1, base, run.count) }
    end += 1 + run.count
  }

  @inline(__always)
  private static func isMetricName(_ name: Run) -> Bool {
    guard name.count == 8, let base = name.baseAddress else { return false }
    return memcmp(base, LabelName.metricName, 8) == 0
  }

  private static func isASCII(_ bytes: [UInt8]) -> Bool {
    bytes.withUnsafeBytes { bytes in
      var index = 0
      while index + 8 <= bytes.count {
        if bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self) & 0x8080_8080_8080_8080 != 0 { return false }
        index += 8
      }
      return bytes[index...].allSatisfy { $0 < 0x80 }
    }
  }

  private static func isUTF8(_ run: Run) -> Bool { String(validating: run, as: UTF8.self) != nil }
}

/// Labels that no series can have.
struct InvalidLabels: Error {
  let description: String
}
