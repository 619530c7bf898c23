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
    }
  }

  private mutating func members(of missing: Coverage.Missing) {
    member("cluster", missing.cluster)
    member("since", UTCTime.text(of: missing.since))
    if let until = missing.until { member("until", UTCTime.text(of: until)) }
    member("cause", missing.cause.description)
  }
}
