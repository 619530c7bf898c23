package import TimeSeries

/// Which samples a query will look at.
package struct SelectRange: Sendable, Hashable {
  /// The oldest and the newest timestamp wanted, both inclusive.
  package var from: Timestamp
  package var through: Timestamp
  /// Whether only the newest sample in the range is wanted, as for an instant query. A hint: more may be delivered.
  package var newestOnly: Bool
  /// What the samples are wanted for; `nil` if for the range as a whole. For who judges whether an answer is complete.
  package var moments: AskedMoments?

  package init(
    from: Timestamp, through: Timestamp, newestOnly: Bool = false, moments: AskedMoments? = nil
  ) {
    self.from = from
    self.through = through
    self.newestOnly = newestOnly
    self.moments = moments
  }

  /// Whether the answer would lack something if there were no samples between `start` and `end`, both exclusive.
  package func asks(between start: Timestamp, and end: Timestamp) -> Bool {
    guard start < end else { return false }
    return moments?.asks(between: start, and: end) ?? (through > start && from < end)
  }
}
