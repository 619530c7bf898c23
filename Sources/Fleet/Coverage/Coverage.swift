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

  /// A recording rule's output that lacked a cluster when it was recorded.
  package struct PartialRule: Sendable, Equatable {
    package var rule: String
    /// The first of its samples, of those that were asked about, that lacked one.
    package var since: Timestamp
    /// The least of the shares that were stored beside them: clusters that contributed ÷ clusters expected.
    package var ratio: Double

    package init(rule: String, since: Timestamp, ratio: Double) {
      self.rule = rule
      self.since = since
      self.ratio = ratio
    }
  }

  /// The clusters that fed the answer for all of the time it speaks about, by name.
  package var contributors: [String]
  /// By name.
  package var missing: [Missing]
  /// By name.
  package var partialRules: [PartialRule]

  package init(contributors: [String] = [], missing: [Missing] = [], partialRules: [PartialRule] = []) {
    self.contributors = contributors
    self.missing = missing
    self.partialRules = partialRules
  }

  package var expectedCount: Int { contributors.count + missing.count }
  package var contributingCount: Int { contributors.count }
  package var isPartial: Bool { !missing.isEmpty || !partialRules.isEmpty }

  /// Begins every warning of a partial answer, and none else.
  package static let warningPrefix = "iapetus: partial result: "

  /// A line each for what is missing, the same for as long as nothing changes.
  package var warnings: [String] { missing.map(\.description) + partialRules.map(\.description) }

  /// Clusters that contributed ÷ clusters expected; 1 for an answer that no cluster feeds.
  package var ratio: Double { expectedCount == 0 ? 1 : Double(contributingCount) / Double(expectedCount) }
}

extension Coverage.Missing: CustomStringConvertible {
  /// The warning.
  package var description: String {
    let name = "\(Coverage.warningPrefix)cluster \(QuotedText.quoted(cluster)) "
    guard let until else { return name + "is missing since \(UTCTime.text(of: since)) (\(cause))" }
    return name + "was missing from \(UTCTime.text(of: since)) until \(UTCTime.text(of: until)) (\(cause))"
  }
}

extension Coverage.PartialRule: CustomStringConvertible {
  /// The warning.
  package var description: String {
    let share = FloatText.plain((ratio * 100).rounded(.down))
    return "\(Coverage.warningPrefix)the rule \(QuotedText.quoted(rule)) lacked clusters when it was recorded, since "
      + "\(UTCTime.text(of: since)); the least share is \(share) %"
  }
}
