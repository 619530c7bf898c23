import PromQL
import Template
import TimeSeries

/// The order of the rules of a group: those of one level need nothing of each other and may be evaluated at once.
///
/// A rule comes after the rules before it that record what it reads, and before those after it that record what it reads:
/// so each sees what it would if the rules were evaluated one by one. Whether a selector can read a metric is decided by
/// its conditions on the name; one that has none can read everything, and so can templates that ask for series.
enum RuleLevels {
  /// Places of rules, level by level.
  static func levels(of rules: [RuleSettings], _ inputs: [RuleInputs]) -> [[Int]] {
    var book = LevelBook()
    var levels: [[Int]] = []
    for (place, rule) in rules.enumerated() {
      let asked = callsQuery(rule) ? [RuleInputs.Selector(matchers: [], reach: 0)] : []
      let level = book.place(reading: inputs[place].selectors + asked, writing: names(of: rule))
      while levels.count <= level { levels.append([]) }
      levels[level].append(place)
    }
    return levels
  }

  private static func callsQuery(_ rule: RuleSettings) -> Bool {
    guard case .alerting(let alerting) = rule.kind else { return false }
    return (alerting.labels + alerting.annotations).contains { $0.template.callsQuery }
  }

  static func names(of rule: RuleSettings) -> [String] {
    switch rule.kind {
    case .recording: [rule.name]
    case .alerting: [MetricName.alerts, MetricName.alertsForState]
    }
  }
}

/// The highest levels at which each metric is written and read by the rules so far.
private struct LevelBook {
  private var writers: [String: Int] = [:]
  private var readers: [String: Int] = [:]
  /// Of selectors that are not bound to one name.
  private var wideReaders: [(selector: RuleInputs.Selector, level: Int)] = []

  mutating func place(reading selectors: [RuleInputs.Selector], writing names: [String]) -> Int {
    var level = 0
    for selector in selectors {
      if let name = selector.name {
        if let writer = writers[name], selector.canRead(name) { level = max(level, writer + 1) }
      } else {
        for (name, writer) in writers where writer >= level && selector.canRead(name) { level = writer + 1 }
      }
    }
    for name in names {
      if let reader = readers[name] { level = max(level, reader + 1) }
      for reader in wideReaders where reader.level >= level && reader.selector.canRead(name) {
        level = reader.level + 1
      }
    }
    note(selectors, names, level)
    return level
  }

  private mutating func note(_ selectors: [RuleInputs.Selector], _ names: [String], _ level: Int) {
    for name in names { writers[name] = max(writers[name] ?? 0, level) }
    for selector in selectors {
      if let name = selector.name {
        readers[name] = max(readers[name] ?? 0, level)
      } else {
        wideReaders.append((selector, level))
      }
    }
  }
}
