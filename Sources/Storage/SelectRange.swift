package import TimeSeries

/// Which samples a query will look at.
package struct SelectRange: Sendable, Hashable {
  /// The oldest and the newest timestamp wanted, both inclusive.
  package var from: Timestamp
  package var through: Timestamp
  /// Whether only the newest sample in the range is wanted, as for an instant query. A hint: more may be delivered.
  package var newestOnly: Bool

  package init(from: Timestamp, through: Timestamp, newestOnly: Bool = false) {
    self.from = from
    self.through = through
    self.newestOnly = newestOnly
  }
}
