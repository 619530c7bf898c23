import PromQL
import Storage
import TimeSeries

/// What a rule will select at a slot, known before it is evaluated.
struct RuleRequests: Sendable {
  /// Relative to the moment of evaluation; `nil` if not known yet, or not the same at every slot.
  private var relative: [SelectRequest]?

  init() {}

  /// The requests of the evaluation at `timestamp`.
  mutating func at(_ timestamp: Timestamp, of rule: RuleSettings, _ inputs: RuleInputs, _ query: RuleQuery) async
    -> [SelectRequest]
  {
    if let relative { return relative.map { $0.moved(by: timestamp) } }
    let requests = await query.requests(of: rule.expression, at: timestamp)
    if !inputs.hasFixedTimes { relative = requests.map { $0.moved(by: -timestamp) } }
    return requests
  }
}

extension SelectRequest {
  fileprivate func moved(by distance: Milliseconds) -> SelectRequest {
    var copy = self
    copy.range.from += distance
    copy.range.through += distance
    copy.range.moments?.first += distance
    copy.range.moments?.last += distance
    return copy
  }
}
