import Glibc
import TimeSeries

/// Turns the `Label` messages of one series into packed ``Labels``, without a String.
///
/// Used again for each series, so that it keeps its memory.
struct SeriesLabelsReader {
  private typealias Run = UnsafeRawBufferPointer

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
    if let last = pairs.last, Self.order(last.name, name) >= 0 { isSorted = false }
    pairs.append((name, value))
  }

  /// What is wrong with the labels, or the labels.
  ///
  /// The rules are Prometheus's: a metric name, no empty name, no name twice, UTF-8 throughout. Empty values vanish.
  mutating func labels() -> Result<Labels, InvalidLabels> {
    if !isSorted { pairs.sort { Self.order($0.name, $1.name) < 0 } }
    if let problem = problem() { return .failure(InvalidLabels(description: problem)) }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(pairs.reduce(0) { $0 + $1.name.count + $1.value.count + 4 })
    for (name, value) in pairs where !value.isEmpty {
      Self.append(name, to: &bytes)
      Self.append(value, to: &bytes)
    }
    return .success(Labels(unchecked: bytes))
  }

  private func problem() -> String? {
    var hasMetricName = false
    for (index, (name, value)) in pairs.enumerated() {
      if name.isEmpty { return "a label of \(text) has an empty name" }
      if index > 0, Self.order(pairs[index - 1].name, name) == 0 {
        return "label name \(QuotedText.quoted(String(decoding: name, as: UTF8.self))) is not unique in \(text)"
      }
      if !Self.isUTF8(name) || !Self.isUTF8(value) { return "a label of \(text) is not valid UTF-8" }
      if !value.isEmpty, name.elementsEqual(LabelName.metricName.utf8) { hasMetricName = true }
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

  @inline(__always)
  private static func order(_ left: Run, _ right: Run) -> Int {
    let shared = min(left.count, right.count)
    if shared > 0, let leftBase = left.baseAddress, let rightBase = right.baseAddress {
      let order = memcmp(leftBase, rightBase, shared)
      if order != 0 { return Int(order) }
    }
    return left.count - right.count
  }

  @inline(__always)
  private static func isUTF8(_ run: Run) -> Bool {
    run.allSatisfy { $0 < 0x80 } || String(validating: run, as: UTF8.self) != nil
  }

  /// In the packed form of ``Labels``: the length as a varint, then the bytes.
  @inline(__always)
  private static func append(_ run: Run, to bytes: inout [UInt8]) {
    var length = run.count
    while length >= 0x80 {
      bytes.append(UInt8(length & 0x7f) | 0x80)
      length >>= 7
    }
    bytes.append(UInt8(length))
    bytes.append(contentsOf: run)
  }
}

/// Labels that no series can have.
struct InvalidLabels: Error {
  let description: String
}
