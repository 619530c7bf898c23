package import Storage
import TimeSeries

/// What the log has taken note of, to be made durable with the samples that it is about.
///
/// Ranks hold from the moment of the note, since they are of samples that nobody has seen yet. That a replica is given up
/// holds when the note is settled: only then may others be served in its place.
package struct ReplicaNote: Sendable {
  package internal(set) var records: [RecordChange] = []
  /// The replica that it is about, and its newest sample; `nil` for a failure.
  let place: Int
  var newest: Timestamp?
  /// Until when replicas are given up.
  var givenUp: [(place: Int, through: Timestamp)] = []

  init(place: Int) { self.place = place }
}
