import Rules
import TimeSeries

/// Which rules a request asks for: `type`, `rule_name[]`, `rule_group[]`, `file[]`, `match[]`, `exclude_alerts`.
struct RuleFilter {
  private enum Kind {
    case recording, alerting
  }

  let showsAlerts: Bool
  private let kind: Kind?
  private let names: Set<String>
  private let groups: Set<String>
  private let files: Set<String>
  private let matcherSets: [[LabelMatcher]]

  init(_ parameters: FormParameters) throws(APIError) {
    matcherSets = try SelectorParameter.matcherSets(in: parameters)
    let type = parameters["type"].lowercased()
    kind =
      switch type {
      case "": nil
      case "alert": .alerting
      case "record": .recording
      default:
        throw APIError(parameter: "type", "not supported value \(QuotedText.quoted(type))")
      }
    let excludes = parameters["exclude_alerts"]
    guard excludes.isEmpty || NumberParameter.bool(excludes) != nil else {
      let reason = "strconv.ParseBool: parsing \(QuotedText.quoted(excludes)): invalid syntax"
      throw APIError(parameter: "exclude_alerts", "error converting exclude_alerts: \(reason)")
    }
    showsAlerts = NumberParameter.bool(excludes) != true
    names = Set(parameters.all("rule_name[]"))
    groups = Set(parameters.all("rule_group[]"))
    files = Set(parameters.all("file[]"))
  }

  /// The group with the rules that are asked for; `nil` if none is.
  func filtered(_ group: RuleGroupStatus) -> RuleGroupStatus? {
    guard groups.isEmpty || groups.contains(group.name), files.isEmpty || files.contains(group.file) else { return nil }
    var group = group
    group.rules.removeAll { !matches($0) }
    return group.rules.isEmpty ? nil : group
  }

  private func matches(_ rule: RuleStatus) -> Bool {
    guard kind == nil || (kind == .alerting) == (rule.alerting != nil) else { return false }
    guard names.isEmpty || names.contains(rule.name) else { return false }
    let labels = Labels(rule.labels)
    return matcherSets.isEmpty || matcherSets.contains { $0.allSatisfy { $0.matches(labels) } }
  }
}
