package import TimeSeries

/// Writes families in the text format 0.0.4: for `/metrics` and `/federate`.
package struct TextWriter: Sendable {
  /// What was written and not yet taken.
  package internal(set) var bytes: [UInt8] = []
  let escaping: NameEscaping

  package init(escaping: NameEscaping = .allowUTF8) { self.escaping = escaping }

  /// The `Content-Type` of what is written.
  package var contentType: String { "text/plain; version=0.0.4; charset=utf-8; escaping=\(escaping.rawValue)" }

  /// What was written since the last call, for streaming.
  package mutating func take() -> [UInt8] {
    defer { bytes.removeAll(keepingCapacity: false) }
    return bytes
  }

  /// Begins a family: its help, if there is any, and its type.
  package mutating func family(_ name: String, type: MetricType, help: String = "") {
    if !help.isEmpty {
      beginMetadata("# HELP ", name)
      EscapedText.append(help, to: &bytes, inQuotes: false)
      bytes.append(UInt8(ascii: "\n"))
    }
    beginMetadata("# TYPE ", name)
    bytes.append(contentsOf: word(for: type).utf8)
    bytes.append(UInt8(ascii: "\n"))
  }

  /// One sample of the metric `name`.
  package mutating func sample(
    _ name: String, labels: some Sequence<Label>, value: Double, timestamp: Timestamp? = nil
  ) {
    let name = escaping.escaped(name, colonAllowed: true)
    let isPlain = LabelName.isPlainMetric(name)
    if isPlain { bytes.append(contentsOf: name.utf8) }
    let nameEnd = bytes.count
    if !isPlain { beginPair(nameEnd, name, isPlain: false) }
    for label in labels where label.name != LabelName.metricName { pair(label, nameEnd) }
    if bytes.count > nameEnd { bytes.append(UInt8(ascii: "}")) }
    finish(value, timestamp)
  }

  /// One sample of the series `labels`, with `extra` labels behind its own: the external labels of `/federate`.
  package mutating func sample(
    _ labels: Labels, extra: [Label] = [], value: Double, timestamp: Timestamp? = nil
  ) {
    if writePlainly(labels, extra) {
      finish(value, timestamp)
    } else {
      sample(labels.metricName, labels: Array(labels) + extra, value: value, timestamp: timestamp)
    }
  }

  private mutating func beginMetadata(_ start: String, _ name: String) {
    bytes.append(contentsOf: start.utf8)
    let name = escaping.escaped(name, colonAllowed: true)
    append(name, isPlain: LabelName.isPlainMetric(name))
    bytes.append(UInt8(ascii: " "))
  }

  private mutating func pair(_ label: Label, _ nameEnd: Int) {
    let name = escaping.escaped(label.name, colonAllowed: false)
    beginPair(nameEnd, name, isPlain: LabelName.isPlain(name))
    bytes.append(UInt8(ascii: "="))
    append(label.value, isPlain: false)
  }

  /// Opens the braces or goes on behind a comma, and writes a name.
  private mutating func beginPair(_ nameEnd: Int, _ name: String, isPlain: Bool) {
    bytes.append(bytes.count == nameEnd ? UInt8(ascii: "{") : UInt8(ascii: ","))
    append(name, isPlain: isPlain)
  }

  private mutating func append(_ text: String, isPlain: Bool) {
    guard !isPlain else { return bytes.append(contentsOf: text.utf8) }
    bytes.append(UInt8(ascii: "\""))
    EscapedText.append(text, to: &bytes)
    bytes.append(UInt8(ascii: "\""))
  }

  private mutating func finish(_ value: Double, _ timestamp: Timestamp?) {
    bytes.append(UInt8(ascii: " "))
    FloatText.appendPlain(value, to: &bytes)
    if let timestamp {
      bytes.append(UInt8(ascii: " "))
      bytes.append(contentsOf: String(timestamp).utf8)
    }
    bytes.append(UInt8(ascii: "\n"))
  }

  /// The types that 0.0.4 does not know are untyped in it.
  private func word(for type: MetricType) -> String {
    switch type {
    case .counter, .gauge, .histogram, .summary: type.rawValue
    case .unknown, .gaugeHistogram, .info, .stateSet: "untyped"
    }
  }
}
