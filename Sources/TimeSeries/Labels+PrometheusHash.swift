extension Labels {
  /// XXH64 of the labels as Prometheus packs them, by which it chooses what need not look chosen: slots of rule groups,
  /// the series of `limit_ratio`. Lengths below 255 are one byte, others a 255 and three bytes, the lowest first.
  ///
  /// Source: its `model/labels/labels_stringlabels.go`, `Labels.Hash`; release builds pack so since 2.44.
  package var prometheusHash: UInt64 {
    var packed: [UInt8] = []
    packed.reserveCapacity(bytes.count)
    forEachBytes { name, value in
      for text in [name, value] {
        if text.count < 255 {
          packed.append(UInt8(text.count))
        } else {
          packed += [255] + (0..<3).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) }
        }
        packed += text
      }
    }
    return packed.withUnsafeBytes { Hash64.hash($0) }
  }
}
