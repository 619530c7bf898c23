package import TimeSeries

/// What healing has done, does, and has still to do.
package struct HealingStatus: Sendable, Equatable {
  /// One gap of one cluster.
  package struct GapStatus: Sendable, Equatable {
    package enum State: String, Sendable {
      /// For a child that is well, or for its turn.
      case waiting
      case healing
      /// After an error.
      case retrying
      case healed
      /// Too old before it could be healed.
      case expired
    }

    package var cluster: String
    package var gap: Gap
    package var state: State
    /// The child that was asked last; empty before the first answer.
    package var source = ""
    package var route: ReadRoute?
    package var sampleCount = 0
    /// Series in answers that were not stored.
    package var refusedSeriesCount = 0
    package var unsupportedCount = 0
    /// Empty if the last attempt went well.
    package var lastError = ""
    /// The raw value of ``HealingError/Reason``, or empty.
    package var lastErrorReason = ""
    package var failuresInARow = 0
    /// `nil` if it is at its turn, or done.
    package var nextAttempt: Timestamp?
    package var finishedAt: Timestamp?

    package init(cluster: String, gap: Gap, state: State = .waiting) {
      self.cluster = cluster
      self.gap = gap
      self.state = state
    }
  }

  package var isEnabled: Bool
  /// Those to be healed, by cluster and time.
  package var open: [GapStatus]
  /// The last ones that are done, newest first.
  package var finished: [GapStatus]

  package init(isEnabled: Bool, open: [GapStatus] = [], finished: [GapStatus] = []) {
    self.isEnabled = isEnabled
    self.open = open
    self.finished = finished
  }
}
