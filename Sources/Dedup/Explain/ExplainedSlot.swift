package import TimeSeries

/// Who was served in a slot, why, and who was not.
package struct ExplainedSlot: Sendable {
  /// What a replica has in the slot.
  package struct Sample: Sendable {
    package let replica: String
    package let timestamp: Timestamp
    package let value: Double
    /// In place of the value, where the sample is one.
    package let histogram: FloatHistogram?
    package let standing: ReplicaStanding
  }

  /// The best sample of the slot: the one that is served, if the reason is not that it is held back.
  package let best: Sample
  package let reason: SlotReason
  /// The others, best first.
  package internal(set) var rejected: [Sample]
}
