/// What is read of a protobuf body, and how much of it.
package struct ProtobufLimits: Sendable, Equatable {
  /// Samples; the text formats have a line for each.
  package var samplesMax = Int.max
  /// What the body expands to: the names and labels of all samples as text, and sixteen bytes for each bucket and span of
  /// native histograms. Else a small body could fill the memory, each of its buckets repeating a long label.
  package var expandedByteCountMax = Int.max
  /// Otherwise a histogram is read as a classic one, whatever it is.
  package var readsNativeHistograms = true
  /// Whether the classic buckets of a native histogram are read, too.
  package var alwaysReadsClassicHistograms = false

  package init() {}
}
