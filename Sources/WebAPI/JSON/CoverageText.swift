import Fleet
import TimeSeries

extension JSONWriter {
  /// Which clusters an answer speaks for, and which are missing from it.
  mutating func member(_ key: String, _ coverage: Coverage) {
    objectMember(key) { writer in
      writer.member("expected", coverage.expectedCount)
      writer.member("contributing", coverage.contributingCount)
      writer.arrayMember("missing") { writer in
        for missing in coverage.missing { writer.object { $0.members(of: missing) } }
      }
      if coverage.partialRules.isEmpty { return }
      writer.arrayMember("partialRules") { writer in
        for partial in coverage.partialRules {
          writer.object {
            $0.member("rule", partial.rule)
            $0.member("since", UTCTime.text(of: partial.since))
            $0.member("ratio", partial.ratio)
          }
        }
      }
    }
  }

  private mutating func members(of missing: Coverage.Missing) {
    member("cluster", missing.cluster)
    member("since", UTCTime.text(of: missing.since))
    if let until = missing.until { member("until", UTCTime.text(of: until)) }
    member("cause", missing.cause.description)
  }
}
