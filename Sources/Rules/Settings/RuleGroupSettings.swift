package import TimeSeries

/// One group of a rule file, checked.
package struct RuleGroupSettings: Sendable {
  /// The path of the file as loaded. Together with ``name`` it is the group's identity and decides its slots.
  package var file: String
  package var name: String
  /// `nil`: the global evaluation interval.
  package var interval: Milliseconds?
  /// How far behind its slot the group looks and writes. `nil`: the global offset.
  package var queryOffset: Milliseconds?
  /// Series or alerts that one rule may produce; 0 is any number.
  package var limit: Int
  package var rules: [RuleSettings]
  /// `align`: whether slots are whole multiples of the interval since 1970, in UTC: an hourly group runs on the hour.
  package var isAligned = false
  /// Where aligned slots begin instead, for evaluations that do not follow the wall clock.
  package var alignment: Timestamp = 0
  /// How long after a slot clusters that have not delivered it are waited for. `nil`: the global deadline.
  package var deadline: Milliseconds?
  package var partialResponse = PartialResponseStrategy.warn

  package init(
    file: String, name: String, interval: Milliseconds? = nil, queryOffset: Milliseconds? = nil, limit: Int = 0,
    rules: [RuleSettings]
  ) {
    self.file = file
    self.name = name
    self.interval = interval
    self.queryOffset = queryOffset
    self.limit = limit
    self.rules = rules
  }
}
