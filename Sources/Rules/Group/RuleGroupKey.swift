/// The identity of a group: it keeps its state and its slots for as long as file and name stay.
struct RuleGroupKey: Hashable, Sendable {
  var file: String
  var name: String

  /// As the label `rule_group` of the server's own metrics has it.
  var text: String { "\(file);\(name)" }
}
