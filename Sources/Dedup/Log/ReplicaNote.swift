package import Storage
import TimeSeries

/// What the log has taken note of, to be made durable with the samples that it is about.
///
/// Ranks hold from the moment of the note, since they are of samples that nobody has seen yet. That a replica is given up
/// holds when the note is settled: only then may others be served in its place.
package struct ReplicaNote: Sendable {
  struct Distrust: Sendable {
    var place: Int
    var from: Timestamp
  }

  package internal(set) var records: [RecordChange] = []
  /// The replica that it is about, and its newest sample; `nil` for a failure.
  let place: Int
  var newest: Timestamp?
  /// Where replicas are given up.
  var givenUp: [(place: Int, stretch: Demotion)] = []
  /// Stretches in which series of the replica are given up, and through when by series.
  var quiet: [SeriesSpan] = [] {
    didSet { quietThrough = Dictionary(quiet.map { ($0.series, $0.through) }, uniquingKeysWith: max) }
  }
  private(set) var quietThrough: [SeriesID: Timestamp] = [:]
  /// Series that the replica brings from now on, and that it brings no more.
  var come: [SeriesID] = []
  var gone: [SeriesID] = []
  /// Which replicas warm up from when on, behind which gaps.
  var distrusted: [Distrust] = []
  /// The number of what came after the fact; 0 if nothing did.
  var generation: Int64 = 0

  init(place: Int) { self.place = place }
}
