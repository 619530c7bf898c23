package import TimeSeries

/// How it stands with one expected cluster, as far as rules are concerned. Times are on the children's clocks.
package struct ClusterStanding: Sendable {
  /// A time for which it delivered nothing: of both ends there are samples. `until` is `nil` while it lasts.
  package struct Absence: Sendable, Equatable {
    package var from: Timestamp
    package var until: Timestamp?

    package init(from: Timestamp, until: Timestamp?) {
      self.from = from
      self.until = until
    }

    /// Whether it takes anything from the time after `start` up to `end`.
    func touches(after start: Timestamp, through end: Timestamp) -> Bool { from < end && (until ?? .max) > start }
  }

  /// The value of its label `cluster`.
  package var name: String
  /// All of its samples up to this time have come; `nil` if none ever has.
  package var deliveredThrough: Timestamp?
  /// Oldest first. The last one is open while the cluster is dark.
  package var absences: [Absence]

  package init(name: String, deliveredThrough: Timestamp?, absences: [Absence] = []) {
    self.name = name
    self.deliveredThrough = deliveredThrough
    self.absences = absences
  }

  var isDark: Bool { absences.last.map { $0.until == nil } ?? false }

  /// Whether nobody need wait for its samples of `time`: they are there, or they will not come.
  func isSettled(at time: Timestamp) -> Bool { isDark || hasDelivered(time) }

  func hasDelivered(_ time: Timestamp) -> Bool { deliveredThrough.map { $0 >= time } ?? false }

  /// Whether it was known as gone at `time`.
  func isAbsent(at time: Timestamp) -> Bool { isAbsent(within: 0, of: time) }

  /// Whether it was gone at some time of the `reach` that ends at `time`.
  func isAbsent(within reach: Milliseconds, of time: Timestamp) -> Bool {
    // Down at `time` itself: between the two ends, of which there are samples.
    absences.contains { $0.touches(after: reach == 0 ? time : time - reach, through: time) }
  }
}
