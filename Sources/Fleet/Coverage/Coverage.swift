package import TimeSeries

/// Which clusters an answer speaks for, and which are missing from it.
package struct Coverage: Sendable, Equatable {
  /// A cluster that would have fed the answer, and did not, or not for all of the time.
  package struct Missing: Sendable, Equatable {
    package var cluster: String
    package var since: Timestamp
    /// `nil` if it is still missing.
    package var until: Timestamp?
    package var cause: DarkInterval.Cause

    package init(cluster: String, since: Timestamp, until: Timestamp?, cause: DarkInterval.Cause) {
      self.cluster = cluster
      self.since = since
      self.until = until
      self.cause = cause
    }
  }

  /// The clusters that fed the answer for all of the time it speaks about, by name.
  package var contributors: [String]
  /// By name.
  package var missing: [Missing]

  package init(contributors: [String] = [], missing: [Missing] = []) {
    self.contributors = contributors
    self.missing = missing
  }

  package var expectedCount: Int { contributors.count + missing.count }
  package var contributingCount: Int { contributors.count }
  package var isPartial: Bool { !missing.isEmpty }

  /// Clusters that contributed ÷ clusters expected; 1 for an answer that no cluster feeds.
  package var ratio: Double { expectedCount == 0 ? 1 : Double(contributingCount) / Double(expectedCount) }
}

extension Coverage.Missing: CustomStringConvertible {
  /// Begins every warning of a partial answer, and none else.
  package static let warningPrefix = "iapetus: partial result: "

  /// The warning: one line, the same for as long as nothing changes.
  package var description: String {
    let name = "\(Coverage.Missing.warningPrefix)cluster \(QuotedText.quoted(cluster)) "
    guard let until else { return name + "is missing since \(UTCTime.text(of: since)) (\(cause))" }
    return name + "was missing from \(UTCTime.text(of: since)) until \(UTCTime.text(of: until)) (\(cause))"
  }
}
