import PromQL
import TimeSeries

/// What makes a rule the same rule after a reload: kind, name, labels and expression, and which of its equals it is.
struct RuleIdentity: Hashable, Sendable {
  /// FNV-1a of the canonical text of the rule: the same in every process.
  var hash: UInt64
  /// How many equal rules stand before it in the group.
  var occurrence: UInt32

  /// The identities of the rules of a group, in order.
  static func identities(of rules: [RuleSettings]) -> [RuleIdentity] {
    var seen: [UInt64: UInt32] = [:]
    return rules.map { rule in
      let hash = rule.canonicalHash
      defer { seen[hash, default: 0] += 1 }
      return RuleIdentity(hash: hash, occurrence: seen[hash, default: 0])
    }
  }
}

extension RuleSettings {
  fileprivate var canonicalHash: UInt64 {
    var hash = StableHash()
    switch kind {
    case .recording: hash.add("record")
    case .alerting: hash.add("alert")
    }
    hash.add(name)
    hash.add(expression.text)
    for label in labels {
      hash.add(label.name)
      hash.add(label.value)
    }
    return hash.value
  }
}
