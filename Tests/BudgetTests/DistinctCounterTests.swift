import Testing
import TimeSeries

@testable import Budget

struct DistinctCounterTests {
  /// What is told of a label that has so many values, each shown twice.
  private func estimate(_ valueCount: Int) -> Int {
    var labels = RefusedLabels()
    for value in 0..<valueCount {
      for _ in 0..<2 { labels.show(["__name__": "job:a:sum", "path": "/v1/\(value)"]) }
    }
    return labels.counts.first { $0.label == "path" }?.valueCount ?? 0
  }

  @Test func `tells about how many different values there were`() {
    for count in [1, 3, 10, 100, 1000, 20_000] {
      let estimate = estimate(count)
      #expect(abs(estimate - count) <= max(1, count / 5), "\(count): \(estimate)")
    }
  }

  @Test func `keeps no more labels than it may`() {
    var labels = RefusedLabels()
    for number in 0..<1000 { labels.show(["__name__": "job:a:sum", "label\(number)": "x"]) }
    #expect(labels.counts.count == RefusedLabels.labelsMax)
  }
}
