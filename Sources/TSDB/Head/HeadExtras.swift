import TimeSeries

/// What only a few series have: samples that came late, native histograms, start timestamps.
final class HeadExtras {
  /// Samples behind the newest of their series, in time order, not in the store yet.
  var late = SampleColumns()
  /// How many late chunks the series has had; numbers their keys.
  var lateParts: UInt32 = 0
  /// The open chunk, where it is one of histograms.
  var histograms = SampleColumns()
  /// Start timestamps of the open chunk's samples, where it is one of floats.
  var starts = StartColumn()

  var isEmpty: Bool { late.isEmpty && histograms.isEmpty && starts.isEmpty }
}
