import Budget
import Exposition
import TimeSeries

/// All that the configuration says about one child.
struct ChildSettings: Sendable, Equatable {
  var config: ScrapeConfig
  var target: Target
  var replicaLabels: [String]
  var darkAfter: Int
  /// For clusters of which no job says what they may hold.
  var otherBudget: BudgetPolicy
  var phaseSeed: UInt64
  /// Set when the pool has more targets than it may: then no child of it is asked.
  var poolError: ScrapeError?

  /// The job's budget with the target's own limit.
  var budget: BudgetPolicy? {
    guard let limit = target.budgetLimit else { return config.seriesBudget }
    var policy = config.seriesBudget ?? .unlimited
    policy.limit = limit
    return policy
  }

  var bodySizeMax: Int { config.bodySizeLimit > 0 ? config.bodySizeLimit - 1 : ScrapeConfig.bodySizeMaxDefault }

  var linesMax: Int { budget?.linesMax ?? ScrapeConfig.linesMaxDefault }

  var protobufLimits: ProtobufLimits {
    var limits = ProtobufLimits()
    limits.expandedByteCountMax = bodySizeMax
    limits.readsNativeHistograms = config.scrapeNativeHistograms
    limits.alwaysReadsClassicHistograms = config.alwaysScrapeClassicHistograms
    return limits
  }

  var histogramLimits: HistogramLimits {
    HistogramLimits(
      bucketLimit: config.nativeHistogramBucketLimit, bucketFactorLeast: config.nativeHistogramMinBucketFactor)
  }

  /// Whether a child that had `other` so far can go on with what it remembers: its series still get the same labels and
  /// are stored under the same rules.
  func keepsCache(of other: ChildSettings) -> Bool {
    config.honorLabels == other.config.honorLabels && config.metricRelabelRules == other.config.metricRelabelRules
      && config.allowRaw == other.config.allowRaw && config.isFederation == other.config.isFederation
      && config.labelLimit == other.config.labelLimit
      && config.labelNameLengthLimit == other.config.labelNameLengthLimit
      && config.labelValueLengthLimit == other.config.labelValueLengthLimit
      && target.labels == other.target.labels && replicaLabels == other.replicaLabels
  }
}
