import TimeSeries

/// A series of a child's answer that may be stored.
struct FetchedSeries: Sendable {
  /// Those it is stored under.
  var labels: Labels
  /// The same without replica labels: what it shares with its twin.
  var merged: Labels
  /// Its rows of the answer.
  var samples: Range<Int>
}
