/// Where Prometheus 2.42 and 3 do not agree, so that a difference is none.
///
/// What can be left out of made up queries is left out, and is no case here: samples and steps on the open left edge of a
/// window (series lie off whole seconds, and windows on half ones); counters near zero, whose extrapolation is limited
/// in another order; which of equal series `topk` takes; `holt_winters`, which got another name; dots that match line
/// feeds; negative zero; most of native histograms, of which 2.42 knew the beginnings only.
enum KnownDifference: String, CaseIterable {
  /// 3 drops metric names at the end, so that series which differ in their names only do not collide on the way.
  case delayedNameRemoval
  /// 2.42 loses samples of a window that `@` pins, from the second step on, where it is evaluated at each step.
  case predictionOfPinnedWindow
  /// 2.42 does not find the samples where `@` and `offset` stand together.
  case timeOfPinnedSample
  /// In 3, a value that is no finite number leaves no deviation; in 2.42 a single one deviates by 0.
  case deviationOfNoNumber
  /// 2.42 forgets that `atan2` is arithmetic, and keeps the name.
  case nameOfAngle
  /// In 3, a second match is one even if a comparison leaves it out.
  case secondMatchLeftOut

  static func explaining(_ query: String, _ theirs: QueryOutcome, _ ours: QueryOutcome) -> KnownDifference? {
    allCases.first { $0.explains(query, theirs, ours) }
  }

  private func explains(_ query: String, _ theirs: QueryOutcome, _ ours: QueryOutcome) -> Bool {
    switch self {
    case .delayedNameRemoval:
      guard case .refused(let error) = theirs, case .series = ours else { return false }
      return error.contains("same labelset")
    case .predictionOfPinnedWindow: return query.contains("predict_linear(") && query.contains(" @ ")
    case .timeOfPinnedSample: return query.contains("timestamp(") && query.contains(" @ ") && query.contains(" offset ")
    case .deviationOfNoNumber: return (query.contains("stddev") || query.contains("stdvar")) && ours.hasNaN
    case .nameOfAngle: return query.contains(" atan2 ")
    case .secondMatchLeftOut:
      guard case .series = theirs, case .refused(let error) = ours else { return false }
      return error.hasPrefix("multiple matches for labels")
    }
  }
}
