import PromQL
import TestSupport
import Testing
import TimeSeries

@testable import Rules

@Suite struct RuleLevelsTests {
  private func levels(_ rules: RuleSettings...) -> [[Int]] {
    RuleLevels.levels(of: rules, rules.map { RuleInputs($0.expression) })
  }

  @Test func `rules that need nothing of each other share a level`() throws {
    #expect(
      levels(
        try RuleNotation.record("a", "x"), try RuleNotation.record("b", "sum(y)"), try RuleNotation.alert("C", "z"))
        == [[0, 1, 2]])
  }

  @Test func `a rule comes after those before it whose output it reads`() throws {
    #expect(
      levels(
        try RuleNotation.record("a", "x"), try RuleNotation.record("b", "a"),
        try RuleNotation.record("c", "rate(b[5m])"),
        try RuleNotation.record("d", "x")) == [[0, 3], [1], [2]])
  }

  @Test func `a rule that reads what a later one writes comes before it`() throws {
    #expect(levels(try RuleNotation.record("a", "b"), try RuleNotation.record("b", "x")) == [[0], [1]])
  }

  @Test func `a selector without a name comes after and before all`() throws {
    #expect(
      levels(
        try RuleNotation.record("a", "x"), try RuleNotation.record("b", #"count({job="x"})"#),
        try RuleNotation.record("c", "x")) == [[0], [1], [2]])
  }

  @Test func `a pattern reads the names that it matches`() throws {
    #expect(
      levels(
        try RuleNotation.record("job:a", "x"), try RuleNotation.record("b", #"count({__name__=~"job:.*"})"#),
        try RuleNotation.record("c", "x")) == [[0, 2], [1]])
  }

  @Test func `who reads ALERTS comes after the alerts`() throws {
    #expect(levels(try RuleNotation.alert("A", "x"), try RuleNotation.record("n", "count(ALERTS)")) == [[0], [1]])
  }

  @Test func `an alert whose templates ask for series comes after what is before it, and before what is behind`() throws
  {
    let asking = try RuleNotation.alert("A", "x", annotations: [("text", #"{{ with query "a" }}{{ . }}{{ end }}"#)])
    let plain = try RuleNotation.alert("A", "x", annotations: [("text", "slow query {{ $value }}")])
    let (first, last) = (try RuleNotation.record("a", "x"), try RuleNotation.record("b", "x"))
    #expect(levels(first, asking, last) == [[0], [1], [2]])
    #expect(levels(first, plain, last) == [[0, 1, 2]])
  }

  @Test func `level by level every rule sees what it would see one by one`() throws {
    for _ in 0..<200 {
      var random = SeededRandom.fresh()
      let names = ["a", "b", "c", "d", "e"]
      let rules = try (0..<Int.random(in: 2...9, using: &random)).map { _ in
        let (left, right) = (names.randomElement(using: &random) ?? "", names.randomElement(using: &random) ?? "")
        let wide = Int.random(in: 0..<6, using: &random) == 0
        return try RuleNotation.record(
          names.randomElement(using: &random) ?? "", wide ? #"count({__name__=~"[ab]"})"# : "\(left) + \(right)")
      }
      let inputs = rules.map { RuleInputs($0.expression) }
      func order(_ sequence: [Int]) -> [Int: [Int]] {
        // By rule: how often each name had been written when it read.
        var written: [String: Int] = [:]
        var seen: [Int: [Int]] = [:]
        for place in sequence {
          seen[place] = names.filter { name in inputs[place].selectors.contains { $0.canRead(name) } }
            .map { written[$0] ?? 0 }
          written[rules[place].name, default: 0] += 1
        }
        return seen
      }
      let flat = RuleLevels.levels(of: rules, inputs).map { $0.shuffled(using: &random) }.flatMap { $0 }
      #expect(Set(flat) == Set(rules.indices))
      #expect(order(flat) == order(Array(rules.indices)), "seed \(random.seed)")
    }
  }
}
