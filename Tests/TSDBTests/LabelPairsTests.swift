import TestSupport
import Testing
import TimeSeries

@testable import TSDB

@Suite struct LabelPairsTests {
  @Test func `finds what testing every series finds`() throws {
    for round in 0..<30 {
      var random = SeededRandom.fresh()
      let series = (0..<Int.random(in: 1...120, using: &random)).map { _ in randomLabels(&random) }
      var pairs = LabelPairs()
      for (slot, labels) in series.enumerated() { pairs.add(labels, slot: UInt32(slot)) }
      for _ in 0..<40 {
        let matchers = try (0..<Int.random(in: 0...3, using: &random)).map { _ in try randomMatcher(&random) }
        let found = pairs.slots(matching: matchers, slotCount: series.count)
        let expected = series.indices.filter { slot in matchers.allSatisfy { $0.matches(series[slot]) } }.map(
          UInt32.init)
        #expect(found == expected, "seed \(random.seed) round \(round): \(matchers)")
      }
    }
  }

  @Test func `lists names and values of some series only`() {
    var pairs = LabelPairs()
    pairs.add(["__name__": "a", "x": "1"], slot: 0)
    pairs.add(["__name__": "b", "y": "2"], slot: 1)
    pairs.add(["__name__": "b", "x": "3"], slot: 2)
    #expect(Set(pairs.names(of: [0])) == ["__name__", "x"])
    #expect(Set(pairs.values(of: "x", among: [0, 1])) == ["1"])
    #expect(Set(pairs.values(of: "__name__", among: [1, 2])) == ["b"])
    #expect(pairs.values(of: "z", among: [0, 1, 2]).isEmpty)
  }

  @Test func `names that only Unicode takes for the same are two`() {
    var pairs = LabelPairs()
    pairs.add(["caf\u{e9}": "1"], slot: 0)
    pairs.add(["cafe\u{301}": "1"], slot: 1)
    #expect(pairs.names.count == 2)
    #expect(pairs.slots(name: "cafe\u{301}", value: "1") == [1])
  }

  private func randomLabels(_ random: inout SeededRandom) -> Labels {
    var builder = LabelsBuilder()
    for name in ["a", "b", "c"] where Int.random(in: 0..<4, using: &random) > 0 {
      builder.set(name, to: ["x", "xy", "xyz", "y", "z1", "z2", "ü"][Int.random(in: 0..<7, using: &random)])
    }
    return builder.labels()
  }

  private func randomMatcher(_ random: inout SeededRandom) throws -> LabelMatcher {
    let name = ["a", "b", "c", "d"][Int.random(in: 0..<4, using: &random)]
    let operation = LabelMatcher.Operation.allCases[Int.random(in: 0..<4, using: &random)]
    let isRegex = operation == .matches || operation == .doesNotMatch
    let values = isRegex ? ["x.*", ".*", ".+", "x|z1", "", "x|", "z[12]", "xy?z?", "ü"] : ["x", "xy", "", "nope", "ü"]
    return try LabelMatcher(name, operation, values[Int.random(in: 0..<values.count, using: &random)])
  }
}
