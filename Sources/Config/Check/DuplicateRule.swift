import Rules
package import TimeSeries

/// Rules that have their name and all their labels in common: they write the same series, and all but one are refused then.
package struct DuplicateRule: Sendable, Equatable {
  package let name: String
  package let labels: Labels
  /// How many there are.
  package let count: Int

  /// By name, then by labels.
  static func all(in groups: [RuleGroupSettings]) -> [DuplicateRule] {
    let names = Dictionary(grouping: groups.flatMap(\.rules), by: \.name)
    return names.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.flatMap { name, rules in
      Dictionary(grouping: rules) { Labels($0.labels) }.filter { $0.value.count > 1 }
        .map { DuplicateRule(name: name, labels: $0.key, count: $0.value.count) }.sorted { $0.labels < $1.labels }
    }
  }
}

extension DuplicateRule: CustomStringConvertible {
  package var description: String {
    "\(count) rules are named \(name)\(labels.isEmpty ? "" : "\(labels)"): they may write the same series"
  }
}
