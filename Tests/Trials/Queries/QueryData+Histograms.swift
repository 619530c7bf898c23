package import TestSupport
import TimeSeries

extension QueryData {
  /// Series with native histograms that only ever grow.
  package static func steadyHistograms(_ random: inout SeededRandom) -> [Series] {
    ["1", "2"].map { a in
      var counts = [20_000.0, 30_000, 10_000]
      let samples = histograms(&random) { random, _ in
        for bucket in counts.indices { counts[bucket] += Double(Int.random(in: 1...9, using: &random)) }
        var histogram = FloatHistogram()
        histogram.schema = 1
        histogram.zeroThreshold = 0.001
        histogram.zeroCount = 20_000
        histogram.positiveSpans = [.init(offset: -1, length: 2), .init(offset: 2, length: 1)]
        histogram.positiveBuckets = counts
        return withTotals(histogram)
      }
      return (labels("steady", a), samples)
    }
  }

  /// Series with native histograms: exponential, custom, beside floats.
  static func histograms(_ random: inout SeededRandom) -> [Series] {
    var series: [Series] = []
    for a in ["1", "2"] {
      series.append((labels("spread", a), histograms(&random) { exponential($1, &$0) }))
      series.append((labels("custom", a), histograms(&random) { custom($1, &$0) }))
    }
    series.append(
      (
        labels("mixed", "1"),
        histograms(&random) { random, round in Bool.random(using: &random) ? nil : exponential(round, &random) }
      ))
    return series
  }

  private static func labels(_ name: String, _ a: String) -> Labels {
    Labels([Label(name: LabelName.metricName, value: name), Label(name: "a", value: a)])
  }

  /// - Parameter make: `nil` for a float.
  private static func histograms(
    _ random: inout SeededRandom, _ make: (inout SeededRandom, Int) -> FloatHistogram?
  ) -> SampleColumns {
    var samples = SampleColumns()
    for (round, (time, ends)) in times(&random).enumerated() {
      if let histogram = make(&random, round % 90) {
        samples.append(time, histogram)
      } else {
        samples.append(time, Double(round))
      }
      if ends { samples.append(time + 2000, StaleMarker.value) }
    }
    return samples
  }

  private static func exponential(_ round: Int, _ random: inout SeededRandom) -> FloatHistogram {
    var histogram = FloatHistogram()
    histogram.schema = Int32.random(in: -1...3, using: &random)
    histogram.zeroThreshold = 0.001
    histogram.zeroCount = Double(round)
    let bucketCount = Int.random(in: 1...6, using: &random)
    histogram.positiveSpans = [.init(offset: Int32.random(in: -3...3, using: &random), length: UInt32(bucketCount))]
    histogram.positiveBuckets = (0..<bucketCount).map { Double(10 * round + $0) }
    histogram.negativeSpans = [.init(offset: 1, length: 1)]
    histogram.negativeBuckets = [Double(round)]
    if Int.random(in: 0..<20, using: &random) == 0 { histogram.counterReset = .gauge }
    return withTotals(histogram)
  }

  private static func custom(_ round: Int, _ random: inout SeededRandom) -> FloatHistogram {
    var histogram = FloatHistogram()
    histogram.schema = FloatHistogram.customSchema
    histogram.customBounds = Int.random(in: 0..<20, using: &random) == 0 ? [1, 2, 4] : [1, 2, 5, 10]
    histogram.positiveSpans = [.init(offset: 0, length: 3)]
    histogram.positiveBuckets = [Double(round), Double(2 * round), 3]
    return withTotals(histogram)
  }

  private static func withTotals(_ histogram: FloatHistogram) -> FloatHistogram {
    var histogram = histogram
    histogram.count =
      histogram.zeroCount + histogram.positiveBuckets.reduce(0, +) + histogram.negativeBuckets.reduce(0, +)
    histogram.sum = histogram.count * 1.5
    return histogram
  }
}
