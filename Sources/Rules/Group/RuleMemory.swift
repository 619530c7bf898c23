import Storage
import TimeSeries

/// What a rule knows of its last evaluation, and still knows after a restart.
struct RuleMemory: Sendable, Equatable {
  /// The series that it wrote, sorted: those of them that are missing next time get a stale marker.
  var outputs: [SeriesID] = []
  /// Empty for a recording rule.
  var alerts = AlertBook()
  /// What it repeats while a cluster is missing.
  var held: HeldOutput?
}

/// The last output of a recording rule before a cluster went missing.
struct HeldOutput: Sendable, Equatable {
  /// The first slot that lacked a cluster.
  var since: Timestamp
  var rows: [RuleOutput.Row]
}

/// What a group knows of its last evaluation, and still knows after a restart.
struct GroupMemory: Sendable, Equatable {
  var interval: Milliseconds
  /// The last slot of which every rule was evaluated; `nil` before the first.
  var lastSlot: Timestamp?
  var rules: [RuleIdentity: RuleMemory] = [:]
}
