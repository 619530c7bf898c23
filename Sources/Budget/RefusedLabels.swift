import TimeSeries

/// How many different values each label has among the series that were refused: which label it is that has exploded.
///
/// Bounded: so many labels, 256 bytes each. Values are never taken back; the ledger starts anew when nothing is refused
/// any more.
struct RefusedLabels: Sendable {
  static let labelsMax = 32

  private struct Counted {
    let name: [UInt8]
    var values = DistinctCounter()
  }

  private var labels: [Counted] = []

  /// Shows a refused series.
  mutating func show(_ series: Labels) {
    var next = 0
    series.forEachBytes { name, value in
      guard let place = place(of: name, near: next) else { return }
      next = place + 1
      var hasher = FingerprintHasher()
      hasher.combine(value)
      labels[place].values.show(UInt64(truncatingIfNeeded: hasher.finish() >> 64))
    }
  }

  /// Names and about how many values.
  var counts: [(label: String, valueCount: Int)] {
    labels.map { (label: String(decoding: $0.name, as: UTF8.self), valueCount: $0.values.estimate) }
  }

  /// Series mostly have the same labels in the same order; `nil` for a label too many.
  private mutating func place(of name: UnsafeBufferPointer<UInt8>, near next: Int) -> Int? {
    if next < labels.count, labels[next].name.elementsEqual(name) { return next }
    if let known = labels.firstIndex(where: { $0.name.elementsEqual(name) }) { return known }
    guard labels.count < RefusedLabels.labelsMax else { return nil }
    labels.append(Counted(name: Array(name)))
    return labels.count - 1
  }
}
