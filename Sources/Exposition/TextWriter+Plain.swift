import TimeSeries

/// The fast path of ``TextWriter``: series whose names need neither quotes nor rewriting, written without a String.
extension TextWriter {
  /// Writes name and labels; `false`, and nothing written, if a name needs more than that.
  mutating func writePlainly(_ labels: Labels, _ extra: [Label]) -> Bool {
    // This scheme rewrites underscores, too.
    guard escaping != .dots, extra.allSatisfy({ LabelName.isPlain($0.name) }) else { return false }
    let start = bytes.count
    guard writeName(of: labels) else { return false }
    let nameEnd = bytes.count
    var isPlain = true
    labels.forEachBytes { name, value in
      if name.elementsEqual(LabelName.metricName.utf8) { return }
      isPlain = isPlain && TextWriter.isPlain(name, colonAllowed: false)
      bytes.append(bytes.count == nameEnd ? UInt8(ascii: "{") : UInt8(ascii: ","))
      bytes.append(contentsOf: name)
      writeValue(value)
    }
    for label in extra {
      bytes.append(bytes.count == nameEnd ? UInt8(ascii: "{") : UInt8(ascii: ","))
      bytes.append(contentsOf: label.name.utf8)
      var value = label.value
      value.withUTF8 { writeValue($0) }
    }
    if bytes.count > nameEnd { bytes.append(UInt8(ascii: "}")) }
    if !isPlain { bytes.removeLast(bytes.count - start) }
    return isPlain
  }

  private mutating func writeName(of labels: Labels) -> Bool {
    labels.withValueBytes(of: LabelName.metricName) { name in
      guard let name, TextWriter.isPlain(name, colonAllowed: true) else { return false }
      bytes.append(contentsOf: name)
      return true
    }
  }

  private mutating func writeValue(_ value: UnsafeBufferPointer<UInt8>) {
    bytes.append(UInt8(ascii: "="))
    bytes.append(UInt8(ascii: "\""))
    EscapedText.append(value, to: &bytes)
    bytes.append(UInt8(ascii: "\""))
  }

  private static func isPlain(_ name: UnsafeBufferPointer<UInt8>, colonAllowed: Bool) -> Bool {
    guard let first = name.first, !NameByte.isDigit(first) else { return false }
    return name.allSatisfy { colonAllowed ? NameByte.isInMetricName($0) : NameByte.isInLabelName($0) }
  }
}
