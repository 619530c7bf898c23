import Testing
import TimeSeries

@testable import Scrape

struct HistogramLimitsTests {
  private static func histogram(buckets: Int, schema: Int32) -> FloatHistogram {
    var histogram = FloatHistogram()
    histogram.schema = schema
    histogram.positiveSpans = [.init(offset: 0, length: UInt32(buckets))]
    histogram.positiveBuckets = Array(repeating: 1, count: buckets)
    histogram.count = Double(buckets)
    return histogram
  }

  @Test func `buckets are made coarser until there are few enough`() {
    var histogram = Self.histogram(buckets: 32, schema: 3)
    #expect(HistogramLimits(bucketLimit: 10).apply(to: &histogram))
    #expect(histogram.positiveBuckets.count <= 10)
    #expect(histogram.positiveBuckets.reduce(0, +) == 32)
    #expect(histogram.schema == 1)
  }

  @Test func `a histogram with too many buckets in the coarsest schema, or with its own bounds, is too large`() {
    var coarse = Self.histogram(buckets: 12, schema: -4)
    #expect(!HistogramLimits(bucketLimit: 10).apply(to: &coarse))
    var custom = Self.histogram(buckets: 12, schema: FloatHistogram.customSchema)
    custom.customBounds = (1...12).map(Double.init)
    #expect(!HistogramLimits(bucketLimit: 10).apply(to: &custom))
    #expect(HistogramLimits(bucketLimit: 12).apply(to: &custom))
  }

  /// The table of Prometheus's manual.
  @Test func `the least factor of growth is an upper bound of the schema`() {
    let schemas: [(factor: Double, schema: Int32)] = [
      (0, 8), (1, 8), (1.002, 8), (1.005, 7), (1.01, 6), (1.02, 5), (1.04, 4), (1.09, 3), (1.1, 2), (1.4, 1), (2, 0),
      (4, -1), (16, -2), (256, -3), (65536, -4), (1e300, -4),
    ]
    for (factor, schema) in schemas {
      var histogram = Self.histogram(buckets: 8, schema: 8)
      #expect(HistogramLimits(bucketFactorLeast: factor).apply(to: &histogram))
      #expect(histogram.schema == schema, "factor \(factor)")
    }
  }
}
