package import Budget
package import Dedup
package import Fleet
package import Storage
package import Telemetry
package import TimeSeries

/// Gives each request the view of storage that it asks for: replicas merged, or every replica's samples.
package struct ViewSource: Sendable {
  private let replicaLabels: @Sendable () -> [String]
  private let clusters: ClusterBook
  private let explanationLimits: ExplanationLimits
  private let cutExplanations: Counter
  private let partialAnswers: Labelled<Counter>
  private let refusals: @Sendable ([LabelMatcher]) -> [RefusedSeries]
  private let make: @Sendable (_ replicaLabels: [String]) -> any Queryable

  /// - Parameters:
  ///   - replicaLabels: the labels that tell replicas apart, unless a request names its own.
  ///   - clusters: knows which clusters an answer lacks.
  ///   - explanationLimits: how much is told of one answer to who asks for its explanation.
  ///   - refusals: the refused series that a selector can match, those of which most are refused first.
  ///   - make: storage seen with these labels merged away; all of it where there are none.
  package init(
    replicaLabels: @escaping @Sendable () -> [String], clusters: ClusterBook, registry: Registry,
    explanationLimits: ExplanationLimits = ExplanationLimits(),
    refusals: @escaping @Sendable ([LabelMatcher]) -> [RefusedSeries] = { _ in [] },
    _ make: @escaping @Sendable (_ replicaLabels: [String]) -> any Queryable
  ) {
    self.replicaLabels = replicaLabels
    self.clusters = clusters
    self.explanationLimits = explanationLimits
    self.refusals = refusals
    self.make = make
    cutExplanations = registry.counter(
      "iapetus_explanations_cut_total", "Explanations of answers that reached one of the limits --query.explain-*.")
    partialAnswers = registry.counters(
      "iapetus_partial_answers_total",
      "Answers that lacked a cluster, by outcome: given with a warning, or refused as partial_response=false asks.",
      labels: ["outcome"])
    _ = (partialAnswers["warned"], partialAnswers["refused"])
  }

  /// The view that a request asks for. Thanos's parameters: `dedup=false` shows replicas apart, `replicaLabels[]` says what
  /// tells them apart, `partial_response=false` wants no answer that lacks a cluster.
  func view(for parameters: FormParameters) throws(APIError) -> RequestView {
    try view(for: parameters, explainedBy: nil)
  }

  /// As above; with `explain=dedup`, what is read of the view is explained.
  func explainableView(for parameters: FormParameters) throws(APIError) -> RequestView {
    let wantsDedup = try ExplainParameter(parameters).wantsDedup
    return try view(for: parameters, explainedBy: wantsDedup ? DedupExplanation(explanationLimits) : nil)
  }

  private func view(
    for parameters: FormParameters, explainedBy explanation: DedupExplanation?
  ) throws(APIError) -> RequestView {
    var view = make(try labels(for: parameters))
    if let explanation { view = DedupView.explaining(view, by: explanation) }
    return RequestView(
      clusters.observing(view),
      allowsPartial: try PartialResponseParameter.isAllowed(by: parameters), partialAnswers: partialAnswers,
      refusals: refusals, explanation: explanation, cutExplanations: cutExplanations)
  }

  private func labels(for parameters: FormParameters) throws(APIError) -> [String] {
    let dedup = parameters["dedup"]
    guard dedup.isEmpty || NumberParameter.bool(dedup) != nil else {
      throw APIError(parameter: "dedup", "cannot parse \"\(dedup)\" to a truth value")
    }
    if NumberParameter.bool(dedup) == false { return [] }
    let named = parameters.all("replicaLabels[]")
    return named.isEmpty ? replicaLabels() : named
  }
}
