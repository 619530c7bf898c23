import TestSupport
import Testing
import TimeSeries

/// An exponential histogram with one run of positive buckets, and perhaps one of negative ones.
private func histogram(
  schema: Int32 = 0, offset: Int32 = 1, _ buckets: [Double], negative: [Double] = [], zero: Double = 0,
  zeroThreshold: Double = 0.001, sum: Double = 0
) -> FloatHistogram {
  var result = FloatHistogram()
  result.schema = schema
  result.zeroThreshold = zeroThreshold
  result.zeroCount = zero
  result.positiveSpans = [.init(offset: offset, length: UInt32(buckets.count))]
  result.positiveBuckets = buckets
  if !negative.isEmpty {
    result.negativeSpans = [.init(offset: offset, length: UInt32(negative.count))]
    result.negativeBuckets = negative
  }
  result.count = zero + buckets.reduce(0, +) + negative.reduce(0, +)
  result.sum = sum
  return result
}

private func custom(_ bounds: [Double], _ buckets: [Double], sum: Double = 0) -> FloatHistogram {
  var result = FloatHistogram()
  result.schema = FloatHistogram.customSchema
  result.customBounds = bounds
  result.positiveSpans = [.init(offset: 0, length: UInt32(buckets.count))]
  result.positiveBuckets = buckets
  result.count = buckets.reduce(0, +)
  result.sum = sum
  return result
}

private func isClose(_ left: Double, _ right: Double) -> Bool {
  (left - right).magnitude <= 1e-9 * max(1, left.magnitude, right.magnitude)
}

struct FloatHistogramArithmeticTests {
  /// The same histogram with each of its spans cut in two.
  private static func withCutSpans(_ histogram: FloatHistogram) -> FloatHistogram {
    func cut(_ spans: [FloatHistogram.Span]) -> [FloatHistogram.Span] {
      spans.flatMap { [.init(offset: $0.offset, length: 1), .init(offset: 0, length: $0.length - 1)] }
    }
    var result = histogram
    (result.positiveSpans, result.negativeSpans) = (cut(histogram.positiveSpans), cut(histogram.negativeSpans))
    return result
  }

  private static func counts(_ random: inout SeededRandom) -> [Double] {
    (0..<5).map { _ in Double(Int.random(in: 0...3, using: &random)) }
  }

  @Test func `how spans are written makes no difference to sums, differences and resets`() {
    var random = SeededRandom.fresh()
    for _ in 0..<500 {
      let pair = (0..<2).map { _ in
        Bool.random(using: &random)
          ? custom([1, 2, 3, 4], Self.counts(&random), sum: 3)
          : histogram(Self.counts(&random), negative: Self.counts(&random), zero: Self.counts(&random)[0], sum: 4)
      }
      var (plain, cut) = (pair[0], pair[0])
      #expect(plain.add(pair[1]) == cut.add(Self.withCutSpans(pair[1])) && plain == cut, "seed \(random.seed)")
      (plain, cut) = (pair[0], pair[0])
      #expect(
        plain.subtract(pair[1]) == cut.subtract(Self.withCutSpans(pair[1])) && plain == cut, "seed \(random.seed)")
      #expect(
        pair[0].isReset(after: pair[1]) == pair[0].isReset(after: Self.withCutSpans(pair[1])), "seed \(random.seed)")
    }
  }

  @Test func `many added at once are what they are one after the other`() {
    var random = SeededRandom.fresh()
    for _ in 0..<100 {
      var (each, atOnce) = (histogram(Self.counts(&random)), FloatHistogram())
      atOnce = each
      for _ in 0..<5 {
        let next = histogram(offset: Int32.random(in: 0...2, using: &random), Self.counts(&random))
        #expect(each.add(next) == atOnce.accumulate(next))
      }
      atOnce.compact()
      each.compact()
      #expect(each == atOnce, "seed \(random.seed)")
    }
  }

  @Test func `sums have the buckets of both`() {
    var left = histogram([1, 2], sum: 3)
    #expect(left.add(histogram(offset: 4, [5], sum: 7)) == .init())
    #expect(left.positiveSpans == [.init(offset: 1, length: 2), .init(offset: 1, length: 1)])
    #expect(left.positiveBuckets == [1, 2, 5])
    #expect(left.count == 8 && left.sum == 10)
  }

  @Test func `the coarser schema wins`() {
    var left = histogram(schema: 1, offset: 1, [1, 2, 3, 4])
    _ = left.add(histogram(schema: 0, offset: 1, [10, 20]))
    #expect(left.schema == 0)
    #expect(left.positive.indices == [1, 2])
    #expect(left.positiveBuckets == [13, 27])
  }

  @Test func `a difference that empties a bucket loses it`() {
    var left = histogram([1, 2, 3])
    _ = left.subtract(histogram([0, 2, 1]))
    #expect(left.positive.indices == [1, 3])
    #expect(left.positiveBuckets == [1, 2])
  }

  @Test func `the zero bucket grows to the wider one and never cuts a bucket`() {
    var narrow = histogram(offset: -1, [4, 5], zero: 1, zeroThreshold: 0.1)
    _ = narrow.add(histogram(offset: 3, [7], zero: 2, zeroThreshold: 0.4))
    // Bucket −1 reaches from 0.25 to 0.5, so 0.4 would cut it.
    #expect(narrow.zeroThreshold == 0.5)
    #expect(narrow.zeroCount == 7)
    #expect(narrow.positive.indices == [0, 3])
  }

  @Test func `whatever the widths of zero buckets are, adding ends`() {
    let widths = [0, -1, 0.5, 1e300, .infinity, -.infinity, .nan, .leastNonzeroMagnitude]
    for left in widths {
      for right in widths {
        var sum = FloatHistogram()
        (sum.zeroThreshold, sum.count) = (left, 1)
        var other = FloatHistogram()
        (other.zeroThreshold, other.count) = (right, 2)
        _ = sum.add(other)
        #expect(sum.count == 3)
      }
    }
  }

  @Test func `custom bounds that differ come down to those of both`() {
    var left = custom([1, 2, 3], [1, 2, 3, 4])
    let notes = left.add(custom([1, 3], [10, 20, 30]))
    #expect(notes?.boundsReconciled == true)
    #expect(left.customBounds == [1, 3])
    #expect(left.positiveBuckets == [11, 25, 34])
  }

  @Test func `exponential and custom buckets do not add up`() {
    var left = histogram([1])
    #expect(left.add(custom([1], [1])) == nil)
    #expect(left == histogram([1]))
  }

  @Test func `resets that contradict each other are told`() {
    var left = histogram([1])
    left.counterReset = .reset
    var right = histogram([1])
    right.counterReset = .notReset
    #expect(left.add(right)?.resetsConflict == true)
    #expect(left.counterReset == .unknown)
  }

  @Test func `sums of many lose nothing to rounding, whatever buckets come`() {
    let parts = [
      histogram([1, 1e100], sum: 1), histogram([1e100, 2], sum: 1e100),
      histogram([4], negative: [1], zero: 0.5, sum: 3),
      histogram([-1e100, 0], sum: -1e100), histogram([0, -1e100], sum: 0.25),
    ]
    func sum(_ parts: some Collection<FloatHistogram>) -> CompensatedHistogram {
      var sum = CompensatedHistogram(parts.first ?? FloatHistogram())
      for part in parts.dropFirst() { #expect(sum.add(part) != nil) }
      return sum
    }
    var halves = sum(parts.prefix(2))
    #expect(halves.add(sum(parts.dropFirst(2))) != nil)
    for total in [sum(parts).sum, halves.sum] {
      #expect(total.positiveBuckets == [5, 2] && total.negativeBuckets == [1] && total.sum == 4.25)
    }
    #expect(halves.part(2).positiveBuckets == [2.5, 1])
    #expect(halves.add(histogram([.infinity])) != nil)
    #expect(halves.sum.positiveBuckets == [.infinity, 2], "of what is infinite nothing is lost")
  }

  @Test func `a counter that shrinks anywhere has been reset`() {
    #expect(!histogram([2, 2]).isReset(after: histogram([1, 2])))
    #expect(histogram([1, 2]).isReset(after: histogram([2, 2])))
    #expect(histogram([5, 1]).isReset(after: histogram([1, 2])))
    #expect(histogram(schema: 1, [9]).isReset(after: histogram([1])))
    #expect(!histogram([3]).isReset(after: histogram(schema: 1, offset: 1, [1, 1])))
    var told = histogram([1])
    told.counterReset = .notReset
    #expect(!told.isReset(after: histogram([9])))
  }
}

struct FloatHistogramDistributionTests {
  @Test func `quantiles are found on a logarithmic scale`() {
    let histogram = histogram([0, 4])
    #expect(isClose(histogram.quantile(0.5), 8.squareRoot()))
    #expect(histogram.quantile(1) == 4)
    #expect(histogram.quantile(-1) == -.infinity && histogram.quantile(2) == .infinity)
    #expect(FloatHistogram().quantile(0.5).isNaN)
  }

  @Test func `quantiles of custom buckets are found on a linear scale`() {
    let histogram = custom([5, 10], [10, 10, 0])
    #expect(histogram.quantile(0.25) == 2.5)
    #expect(histogram.quantile(0.75) == 7.5)
    #expect(custom([5], [1, 9]).quantile(0.9) == 5)
    #expect(custom([-5], [10, 0]).quantile(0.5) == -5)
  }

  @Test func `a quantile of one bucket without bounds is beyond all numbers`() {
    #expect(custom([], [4]).quantile(0.5) == .infinity)
    #expect(custom([], [4]).quantile(0).isNaN, "nothing is known of where it begins")
    #expect(custom([-1], [0, 4]).quantile(0.5) == -1)
  }

  @Test func `the zero bucket of positive observations begins at zero`() {
    let histogram = histogram(offset: 1, [1], zero: 9, zeroThreshold: 0.5)
    #expect(isClose(histogram.quantile(0.45), 0.25))
  }

  @Test func `fractions are quantiles the other way round`() {
    let histogram = histogram([3, 5, 2], negative: [1, 4], zero: 2, sum: 10)
    for quantile in [0.05, 0.2, 0.33, 0.5, 0.77, 0.95] {
      #expect(isClose(histogram.fraction(between: -.infinity, and: histogram.quantile(quantile)), quantile))
    }
    #expect(histogram.fraction(between: -.infinity, and: .infinity) == 1)
    #expect(histogram.fraction(between: 2, and: 1) == 0)
  }

  @Test func `observations of NaN are counted and nowhere`() {
    var histogram = histogram([12], sum: .nan)
    histogram.count = 15
    #expect(histogram.quantile(0.9).isNaN)
    #expect(histogram.quantile(0.4) > 0)
    #expect(isClose(histogram.fraction(between: -.infinity, and: .infinity), 0.8))
  }

  @Test func `trimming keeps a part of the bucket that it cuts`() {
    var lower = histogram([2, 4, 8, 16], negative: [1, 2], zero: 1, sum: 123.75)
    lower.trim(to: 2, isUpper: false)
    #expect(lower.positiveBuckets == [4, 8, 16] && lower.negativeBuckets.isEmpty && lower.count == 28)
    var upper = custom([5, 10, 15, 20], [1, 6, 4, 3, 1], sum: 172.5)
    upper.trim(to: 7.5, isUpper: true)
    #expect(upper.count == 4 && isClose(upper.sum, 21.25))
    var unbounded = custom([], [100], sum: 100)
    unbounded.trim(to: 10, isUpper: false)
    #expect(unbounded.count == 0 && unbounded.sum == 0)
    var allAbove = custom([5], [0, 100], sum: 700)
    allAbove.trim(to: 10, isUpper: false)
    #expect(allAbove.count == 100 && allAbove.sum == 700, "how far above nobody knows, so none is lost")
    var atZero = histogram([1], zero: 2, zeroThreshold: 0)
    atZero.trim(to: 0, isUpper: true)
    #expect(atZero.count == 0, "what is at zero is not below it")
    var untouched = histogram([2, 4], sum: 17)
    untouched.trim(to: .infinity, isUpper: true)
    #expect(untouched.sum == 17 && untouched.count == 6)
  }
}
