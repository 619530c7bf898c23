import PromQL

/// Which groups read what other groups record.
///
/// Where groups read each other in a circle there is no right order; those of a circle do not count as each other's
/// predecessors.
struct GroupOrder {
  /// Of each group: the groups that record what it reads, itself left out.
  private var reads: [Set<Int>]

  init(_ plans: [RuleGroupPlan]) {
    var producers: [String: Set<Int>] = [:]
    for (index, plan) in plans.enumerated() {
      for rule in plan.settings.rules {
        for name in RuleLevels.names(of: rule) { producers[name, default: []].insert(index) }
      }
    }
    reads = plans.indices.map { index in
      var found: Set<Int> = []
      for selector in plans[index].inputs.flatMap(\.selectors) {
        // Only where it is unambiguous: a selector for one metric.
        if let name = selector.name { found.formUnion(producers[name] ?? []) }
      }
      return found.subtracting([index])
    }
  }

  /// The groups whose outputs the group reads and that do not, over any number of others, read its own.
  func predecessors(of group: Int) -> [Int] {
    reads[group].filter { !reaches(from: $0, group) }.sorted()
  }

  /// All groups, each after its predecessors.
  var sorted: [Int] {
    var order: [Int] = []
    var seen: Set<Int> = []
    func visit(_ group: Int) {
      guard seen.insert(group).inserted else { return }
      for other in reads[group].sorted() { visit(other) }
      order.append(group)
    }
    for group in reads.indices { visit(group) }
    return order
  }

  private func reaches(from start: Int, _ target: Int) -> Bool {
    var pending = [start]
    var seen: Set<Int> = []
    while let group = pending.popLast() {
      if group == target { return true }
      if seen.insert(group).inserted { pending += reads[group] }
    }
    return false
  }
}
