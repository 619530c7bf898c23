package import TimeSeries

/// What a recording rule does at a slot for which a cluster that feeds it is missing: the key `on_missing`.
package enum MissingPolicy: Sendable, Equatable {
  /// Records what there is. The coverage stored beside it says that it is not all.
  case record
  /// Records nothing.
  case withhold
  /// Records what it recorded last, for at most so long (`hold_max`); then it withholds.
  case hold(atMost: Milliseconds)

  /// `hold_max`, where it is not given.
  package static let holdMaxDefault: Milliseconds = 600_000
}

/// Thanos's word for what a whole group does when part of its data is missing.
package enum PartialResponseStrategy: String, Sendable, CaseIterable {
  /// Each rule does what its ``MissingPolicy`` says.
  case warn
  /// Every rule that a missing cluster feeds fails.
  case abort
}
