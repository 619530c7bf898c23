import TimeSeries

/// What rules read in the end: the selectors of a rule, those of recorded metrics followed to what these are made of.
///
/// A sum that reads another group's `fleet:x`, itself a sum over clusters, misses a cluster whenever `fleet:x` does.
struct RuleSources {
  typealias Selector = RuleInputs.Selector

  /// How many recorded metrics are followed, one behind the other.
  private static let depthMax = 16

  /// By metric name: the inputs of the rules that record it.
  private var producers: [String: [RuleInputs]] = [:]

  init(_ plans: [RuleGroupPlan]) {
    for plan in plans {
      for (rule, inputs) in zip(plan.settings.rules, plan.inputs) {
        if case .recording = rule.kind { producers[rule.name, default: []].append(inputs) }
      }
    }
  }

  /// The sources of a rule with these inputs. Each stands once, with its longest reach.
  func sources(of inputs: RuleInputs) -> [Selector] {
    var reaches: [[LabelMatcher]: Milliseconds] = [:]
    for selector in inputs.selectors { follow(selector, reach: selector.reach, path: [], &reaches) }
    return reaches.map { Selector(matchers: $0, reach: $1) }
  }

  /// `path` are the metrics on the way here: rules may read each other in a circle.
  private func follow(
    _ selector: Selector, reach: Milliseconds, path: [String], _ reaches: inout [[LabelMatcher]: Milliseconds]
  ) {
    reaches[selector.matchers] = max(reaches[selector.matchers] ?? 0, reach)
    guard let name = selector.name, let inputs = producers[name], !path.contains(name),
      path.count < RuleSources.depthMax
    else { return }
    for next in inputs.flatMap(\.selectors) { follow(next, reach: reach + next.reach, path: path + [name], &reaches) }
  }
}
