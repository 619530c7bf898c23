import Testing

@testable import PromQL

private func histogram(_ buckets: [(Double, Double)]) -> ClassicHistogram {
  ClassicHistogram(buckets.map { ClassicHistogram.Bucket(upperBound: $0.0, count: $0.1) })
}

struct ClassicHistogramTests {
  @Test func `quantiles are found linearly within a bucket`() {
    var uniform = histogram([(10, 10), (20, 20), (.infinity, 20)])
    #expect(uniform.quantile(0.25) == 5)
    #expect(uniform.quantile(0.75) == 15)
    #expect(uniform.quantile(1) == 20)
  }

  @Test func `a quantile in an open bucket is its bound`() {
    var high = histogram([(1, 1), (2, 2), (.infinity, 10)])
    #expect(high.quantile(0.9) == 2)
    var low = histogram([(-1, 5), (1, 10), (.infinity, 10)])
    #expect(low.quantile(0.1) == -1)
  }

  @Test func `what is no histogram has no quantile`() {
    var open = histogram([(1, 1), (2, 2)])
    var single = histogram([(.infinity, 2)])
    var empty = histogram([(1, 0), (.infinity, 0)])
    #expect(open.quantile(0.5).isNaN && single.quantile(0.5).isNaN && empty.quantile(0.5).isNaN)
  }

  @Test func `counts that fall are lifted and told, rounding is not told`() {
    var falling = histogram([(1, 10), (2, 8), (4, 20), (.infinity, 20)])
    #expect(falling.quantile(0.75) == 3)
    #expect(falling.repair == ClassicHistogram.Repair(lowestBound: 2, highestBound: 2, difference: 2))
    var rounded = histogram([(1, 10), (2, 10 - 1e-13), (4, 20), (.infinity, 20)])
    #expect(rounded.quantile(0.75) == 3)
    #expect(rounded.repair == nil)
  }

  @Test func `buckets with the same bound are added up`() {
    var doubled = histogram([(1, 4), (1, 6), (2, 20), (.infinity, 20)])
    #expect(doubled.quantile(0.25) == 0.5)
  }

  @Test func `fractions are parts of all observations`() {
    let uniform = histogram([(10, 10), (20, 20), (.infinity, 25)])
    #expect(uniform.fraction(5, 15) == 0.4)
    #expect(uniform.fraction(-.infinity, .infinity) == 1)
    #expect(uniform.fraction(15, 5) == 0)
    #expect(uniform.fraction(20, .infinity) == 0.2)
  }
}
