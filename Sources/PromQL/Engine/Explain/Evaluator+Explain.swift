import Telemetry
import TimeSeries

extension Evaluator {
  /// What a part of the query gives, as the explanation's node for it hears.
  func explained(
    _ plan: Plan, _ evaluate: (Evaluator) async throws -> any StepSource
  ) async throws -> any StepSource {
    guard let (node, below) = below(plan) else { return try await evaluate(self) }
    let began = Clock.monotonicSeconds()
    let source = try await evaluate(below)
    node.note {
      $0.seconds += Clock.monotonicSeconds() - began
      $0.seriesCount = source.shapes.count
    }
    guard let vector = source as? StepVector else { return ExplainedSource(source: source, node: node) }
    // What is held already would only be copied.
    node.note { $0.pointCount = vector.columns.reduce(0) { $0 + $1.presence.population } }
    return vector
  }

  func explained(_ plan: Plan, _ evaluate: (Evaluator) async throws -> ScalarColumn) async throws -> ScalarColumn {
    guard let (node, below) = below(plan) else { return try await evaluate(self) }
    let began = Clock.monotonicSeconds()
    let scalar = try await evaluate(below)
    node.note {
      $0.seconds += Clock.monotonicSeconds() - began
      ($0.seriesCount, $0.pointCount) = (1, grid.count)
    }
    return scalar
  }

  /// The samples that windows slide over.
  func explained(
    _ range: RangePlan, _ evaluate: (Evaluator) async throws -> any SampleSource
  ) async throws -> any SampleSource {
    let node = node(kind(of: range), "", range.position, window: range.window)
    guard let node else { return try await evaluate(self) }
    let began = Clock.monotonicSeconds()
    let source = try await evaluate(with(node))
    node.note {
      $0.seconds += Clock.monotonicSeconds() - began
      $0.seriesCount = source.shapes.count
    }
    return ExplainedSamples(source: source, node: node)
  }

  private func below(_ plan: Plan) -> (node: ExplainedNode, evaluator: Evaluator)? {
    guard context.explanation != nil, let (kind, name) = plan.operation.explained,
      let node = node(kind, name, plan.position, isInvariant: plan.isInvariant && grid.count > 1)
    else { return nil }
    return (node, with(node))
  }

  private func node(
    _ kind: ExplainedNode.Kind, _ name: String, _ position: SourceRange, window: Milliseconds? = nil,
    isInvariant: Bool = false
  ) -> ExplainedNode? {
    context.explanation?.node(
      .init(
        kind: kind, name: name, position: position, stepCount: grid.count, window: window, isInvariant: isInvariant),
      below: parent)
  }

  private func with(_ node: ExplainedNode) -> Evaluator {
    var evaluator = self
    evaluator.parent = node
    return evaluator
  }

  private func kind(of range: RangePlan) -> ExplainedNode.Kind {
    if case .subquery = range.samples { .subquery } else { .range }
  }
}

extension Plan.Operation {
  /// What it is called in an explanation; `nil` for what costs nothing.
  fileprivate var explained: (ExplainedNode.Kind, name: String)? {
    switch self {
    case .number, .string, .range: nil
    case .selector: (.selector, "")
    case .sampleTimes: (.selector, "timestamp")
    case .call(let call): (.call, call.function.name)
    case .aggregation(let aggregation): (.aggregation, aggregation.operation.rawValue)
    case .negation: (.negation, "-")
    case .binary(let binary): (.binary, binary.operation.rawValue)
    }
  }
}
