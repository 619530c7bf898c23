import TimeSeries

/// Which labels of a series count: those named, or all but those named. Works on the packed bytes of ``Labels`` and
/// makes no String.
struct LabelProjection: Sendable {
  private let names: [[UInt8]]
  private let keeps: Bool

  /// Keeps the named labels.
  init(keeping names: [String]) {
    self.names = names.map { Array($0.utf8) }
    keeps = true
  }

  /// Keeps all labels but the named ones.
  init(removing names: [String]) {
    self.names = names.map { Array($0.utf8) }
    keeps = false
  }

  init(_ grouping: Aggregation.Grouping) {
    switch grouping {
    case .by(let names): self.init(keeping: names)
    case .without(let names): self.init(removing: names + [LabelName.metricName])
    }
  }

  /// By what series of the two sides of an operator are matched.
  init(_ matching: BinaryOperation.Matching) {
    if matching.isOn {
      self.init(keeping: matching.labels)
    } else {
      self.init(removing: matching.labels + [LabelName.metricName])
    }
  }

  func callAsFunction(_ labels: Labels) -> Labels {
    var bytes: [UInt8] = []
    project(labels, into: &bytes)
    return Labels(unchecked: bytes)
  }

  /// Appends the packed form of what counts of `labels`.
  func project(_ labels: Labels, into bytes: inout [UInt8]) {
    if names.isEmpty {
      if !keeps { bytes.append(contentsOf: labels.bytes) }
      return
    }
    labels.forEachBytes { name, value in
      guard isNamed(name) == keeps else { return }
      LabelProjection.append(name, to: &bytes)
      LabelProjection.append(value, to: &bytes)
    }
  }

  @inline(__always)
  private func isNamed(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
    for wanted in names where wanted.count == name.count && wanted.elementsEqual(name) { return true }
    return false
  }

  /// The packed form's run: the length as a varint, then the bytes.
  @inline(__always)
  private static func append(_ run: UnsafeBufferPointer<UInt8>, to bytes: inout [UInt8]) {
    var length = run.count
    while length >= 0x80 {
      bytes.append(UInt8(length & 0x7f) | 0x80)
      length >>= 7
    }
    bytes.append(UInt8(length))
    bytes.append(contentsOf: run)
  }
}
