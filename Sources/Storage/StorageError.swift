/// Why storage could not take or give samples.
package struct StorageError: Error, Sendable, CustomStringConvertible {
  /// A bounded set, fit for a metric's label.
  package enum Reason: String, Sendable, CaseIterable {
    case closed, queueFull = "queue_full", seriesLimit = "series_limit", corrupt, io, notReady = "not_ready"
    case tooManySamples = "too_many_samples", canceled
  }

  package let reason: Reason
  /// What was attempted, on what, why, and what the operator can change.
  package let description: String

  package init(_ reason: Reason, _ description: String) {
    self.reason = reason
    self.description = description
  }
}
