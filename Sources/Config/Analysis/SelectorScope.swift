import TimeSeries

/// Which metric names a selector can match.
enum SelectorScope {
  /// Whether it can match a name without a colon, that is, a series that no recording rule made.
  static func canMatchRaw(_ matchers: [LabelMatcher]) -> Bool {
    !matchers.contains { $0.name == LabelName.metricName && demandsColon($0) }
  }

  private static func demandsColon(_ matcher: LabelMatcher) -> Bool {
    switch matcher.operation {
    case .equal: matcher.value.contains(":")
    case .matches: ColonAnalysis.everyMatchHasColon(matcher.value)
    case .notEqual, .doesNotMatch: false
    }
  }
}
