import Glibc
import TimeSeries

/// How fine a native histogram may be: a job's `native_histogram_bucket_limit` and `native_histogram_min_bucket_factor`.
struct HistogramLimits: Sendable, Equatable {
  private let bucketsMax: Int
  private let schemaMax: Int32

  /// - Parameters:
  ///   - bucketLimit: 0 is no limit.
  ///   - bucketFactorLeast: by how much a bucket's upper bound must lie above its lower one; 0 is no limit.
  init(bucketLimit: Int = 0, bucketFactorLeast: Double = 0) {
    bucketsMax = bucketLimit > 0 ? bucketLimit : .max
    schemaMax = HistogramLimits.schema(bucketFactorLeast)
  }

  /// Makes the buckets coarser until there are few enough; `false` if there are too many in the coarsest schema, too, or
  /// if the buckets have bounds of their own, which cannot be made coarser.
  func apply(to histogram: inout FloatHistogram) -> Bool {
    let isExponential = histogram.schema != FloatHistogram.customSchema
    if isExponential, histogram.schema > schemaMax { histogram.reduce(to: schemaMax) }
    while histogram.positiveBuckets.count + histogram.negativeBuckets.count > bucketsMax {
      guard isExponential, histogram.schema > -4 else { return false }
      histogram.reduce(to: histogram.schema - 1)
    }
    return true
  }

  /// The finest schema whose buckets grow by the factor at least. Source: `pickSchema` of Prometheus.
  private static func schema(_ factor: Double) -> Int32 {
    guard factor > 1 else { return 8 }
    let floor = log2(log2(factor)).rounded(.up)
    return Int32(min(8, max(-4, -floor)))
  }
}

extension FloatHistogram {
  /// What tells two histograms of one series apart at one timestamp, for what a scrape remembers of the newest.
  var scrapeBits: UInt64 { sum.bitPattern ^ (count.bitPattern << 1) }
}
