import Testing
import TimeSeries

/// What is admitted, and Prometheus's words for what is not.
struct HistogramRulesTests {
  private func problem(hasWholeCounts: Bool = false, _ change: (inout FloatHistogram) -> Void) -> String? {
    var histogram = FloatHistogram()
    change(&histogram)
    return histogram.admit(hasWholeCounts: hasWholeCounts)
  }

  private func custom(_ bounds: [Double], _ change: (inout FloatHistogram) -> Void = { _ in }) -> String? {
    problem {
      $0.schema = FloatHistogram.customSchema
      $0.customBounds = bounds
      change(&$0)
    }
  }

  @Test func `spans must cover the buckets, and start behind each other`() {
    #expect(
      problem { $0.negativeBuckets = [1] }
        == "negative side: spans need 0 buckets, have 1 buckets: histogram spans specify different number of buckets "
        + "than provided")
    #expect(
      problem {
        $0.positiveSpans = [.init(offset: -2, length: 1), .init(offset: -1, length: 1)]
        $0.positiveBuckets = [1, 1]
      } == "positive side: span number 2 with offset -1: histogram has a span whose offset is negative")
    #expect(
      problem { $0.positiveSpans = [.init(offset: .max, length: 0), .init(offset: 1, length: 0)] }
        == "a span of the histogram ends out of range")
  }

  @Test func `no count is below zero`() {
    #expect(
      problem {
        $0.positiveSpans = [.init(offset: 0, length: 2)]
        $0.positiveBuckets = [1, -0.5]
      }
        == "positive side: bucket number 2 has observation count of -0.5: histogram has a bucket whose observation "
        + "count is negative")
    #expect(problem { $0.count = -1 } == "histogram's observation count is negative")
  }

  @Test func `custom bounds rise, are numbers, and leave the last bucket to infinity`() {
    #expect(custom([-.infinity, 1, 2.5]) == nil)
    #expect(
      custom([1, 2.5, 2.5])
        == "custom buckets: previous bound is 2.500000 and current is 2.500000: histogram custom bounds must be in "
        + "strictly increasing order")
    #expect(custom([1, .nan]) == "custom buckets: histogram custom bounds must not be NaN")
    #expect(
      custom([1, .infinity])
        == "custom buckets: last +Inf bound must not be explicitly defined: histogram custom bounds must be finite")
    #expect(
      custom([1]) {
        $0.positiveSpans = [.init(offset: 1, length: 2)]
        $0.positiveBuckets = [1, 1]
      }
        == "custom buckets: only 1 custom bounds defined which is insufficient to cover total span length of 3: "
        + "histogram custom bounds are too few")
    #expect(custom([1]) { $0.zeroCount = 1 } == "custom buckets: must have zero count of 0")
    #expect(
      problem { $0.customBounds = [1] } == "histogram with exponential schema must not have custom bounds")
  }

  @Test func `buckets finer than the finest are made coarser, and unknown schemas are refused`() throws {
    var fine = FloatHistogram()
    fine.schema = 10
    fine.positiveSpans = [.init(offset: 1, length: 5)]
    fine.positiveBuckets = [1, 2, 3, 4, 5]
    (fine.count, fine.sum) = (15, 1)
    #expect(fine.admit(hasWholeCounts: true) == nil)
    #expect(fine.schema == 8 && fine.positiveBuckets == [10, 5])
    for schema in [Int32(-5), 53, 99] {
      #expect(
        problem { $0.schema = schema }
          == "histogram has an invalid schema, which must be between -4 and 8 for exponential buckets, or -53 for custom "
          + "buckets, got schema \(schema)")
    }
  }

  @Test func `a stale marker is admitted`() {
    #expect(problem { $0.sum = StaleMarker.value } == nil)
    #expect(problem(hasWholeCounts: true) { $0.sum = StaleMarker.value } == nil)
  }
}
