package import TimeSeries

/// One cluster as people see it.
package struct ClusterStatus: Sendable, Equatable {
  /// Why the cluster must be there.
  package enum Expectation: String, Sendable {
    /// The configuration lists it.
    case declared
    /// It has been scraped, and the configuration lists none.
    case learned
    /// The configuration lists clusters, and not this one.
    case unexpected
  }

  package enum State: String, Sendable {
    case live
    /// Not heard of since the start, or since its last child left, and not long enough to say more.
    case awaited
    case dark
  }

  package struct Replica: Sendable, Equatable {
    package var name: String
    /// `nil` for one that pushes, and for one that is remembered and that nobody scrapes now.
    package var url: String?
    /// Whether it pushes, and is not silent.
    package var isPushed = false
    /// The tick of its last good scrape, or when it pushed last; `nil` if there was none.
    package var lastDelivery: Timestamp?
    /// Of its samples.
    package var newest: Timestamp?
    /// All of its samples up to here have come.
    package var deliveredThrough: Timestamp?
    package var missedInARow: Int
    /// Empty after a good scrape.
    package var lastError: String
  }

  package var name: String
  package var expectation: Expectation
  package var state: State
  /// When it was first scraped or declared.
  package var knownSince: Timestamp
  /// By name.
  package var replicas: [Replica]
  /// The newest sample of any replica; `nil` if it has never delivered.
  package var newest: Timestamp?
  /// See ``ClusterBook/deliveredThrough(_:)``.
  package var deliveredThrough: Timestamp?
  /// Since when it has been dark, on the sample clock; `nil` if it is not.
  package var darkSince: Timestamp?
  /// Oldest first; the last one is open if the cluster is dark.
  package var darkIntervals: [DarkInterval]
  /// The newest sample of the delivery that ended the last silence in which samples may have been missed, since the start.
  package var silentUntil: Timestamp?

  package var isExpected: Bool { expectation != .unexpected }
}
