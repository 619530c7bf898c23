import Budget
import Dedup
import Fleet
import PromQL
import Storage
import Telemetry
import TimeSeries

/// Storage as one request asks to see it; afterwards it tells which clusters the answer speaks for.
struct RequestView: Sendable {
  private let observed: CoverageView
  private let allowsPartial: Bool
  private let partialAnswers: Labelled<Counter>
  private let refusals: @Sendable ([LabelMatcher]) -> [RefusedSeries]
  private let explanation: DedupExplanation?
  private let cutExplanations: Counter

  /// - Parameters:
  ///   - refusals: the refused series that a selector can match.
  ///   - explanation: filled by what is read of `observed`.
  init(
    _ observed: CoverageView, allowsPartial: Bool, partialAnswers: Labelled<Counter>,
    refusals: @escaping @Sendable ([LabelMatcher]) -> [RefusedSeries], explanation: DedupExplanation?,
    cutExplanations: Counter
  ) {
    self.observed = observed
    self.allowsPartial = allowsPartial
    self.partialAnswers = partialAnswers
    self.refusals = refusals
    self.explanation = explanation
    self.cutExplanations = cutExplanations
  }

  var queryable: any Queryable { observed }

  /// Which replicas the answer is from, if the request wants to know. To be asked before ``coverage()``, which reads as
  /// well.
  func dedup() -> DedupExplanation.Content? {
    guard let content = explanation?.finish() else { return nil }
    if content.isCut { cutExplanations.add() }
    return content
  }

  /// A remark for each metric of which series are refused that the answer could have been made of, each once.
  func refusalRemarks() -> Annotations {
    var remarks = Annotations()
    for (matchers, through) in observed.selectors() {
      for refused in refusals(matchers) where refused.since <= through { remarks.inform(refused.description) }
    }
    return remarks
  }

  /// What is to be said of the answer, once it is known.
  ///
  /// - Throws: ``APIError`` if a cluster is missing from it, and the request wants all or nothing.
  func coverage() throws(APIError) -> Coverage {
    let coverage = observed.coverage()
    guard let first = coverage.warnings.first else { return coverage }
    partialAnswers[allowsPartial ? "warned" : "refused"].add()
    if allowsPartial { return coverage }
    let others = coverage.warnings.count > 1 ? " and \(coverage.warnings.count - 1) more" : ""
    throw APIError(.execution, "\(first)\(others); with partial_response=true there is an answer all the same")
  }
}
