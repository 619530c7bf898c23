package import TimeSeries

extension BudgetStatus {
  package struct MetricCount: Sendable, Equatable {
    package var metric: String
    package var seriesCount: Int

    package init(metric: String, seriesCount: Int) {
      self.metric = metric
      self.seriesCount = seriesCount
    }
  }

  package struct LabelCount: Sendable, Equatable {
    package var label: String
    package var valueCount: Int

    package init(label: String, valueCount: Int) {
      self.label = label
      self.valueCount = valueCount
    }
  }

  /// The refused series of one metric and reason.
  package struct RefusedMetric: Sendable, Equatable {
    package var metric: String
    package var reason: RefusalReason
    /// Series that are refused now.
    package var seriesCount: Int
    package var firstRefused: Timestamp
    package var lastRefused: Timestamp
    /// The labels of a few of them.
    package var examples: [Labels]

    package init(
      metric: String, reason: RefusalReason, seriesCount: Int, firstRefused: Timestamp,
      lastRefused: Timestamp, examples: [Labels]
    ) {
      self.metric = metric
      self.reason = reason
      self.seriesCount = seriesCount
      self.firstRefused = firstRefused
      self.lastRefused = lastRefused
      self.examples = examples
    }
  }

  /// Who comes first.
  package struct Priority: Sendable, Equatable {
    /// In PromQL.
    package var selectors: [String]
    /// Active series that were admitted by one of them.
    package var activeCount: Int

    package init(selectors: [String], activeCount: Int) {
      self.selectors = selectors
      self.activeCount = activeCount
    }
  }

  /// How many series are new.
  package struct Churn: Sendable, Equatable {
    /// Admitted within the past hour; what a cluster's first body brings does not count.
    package var newInHour: Int
    /// `new_series_per_hour`; `nil` without.
    package var limitPerHour: Int?
    /// How many may be new at once now: the level of the bucket; `nil` without a limit.
    package var available: Int?

    package init(newInHour: Int = 0, limitPerHour: Int? = nil, available: Int? = nil) {
      self.newInHour = newInHour
      self.limitPerHour = limitPerHour
      self.available = available
    }
  }

  /// Where the number of active series is going.
  package struct Trend: Sendable, Equatable {
    /// Negative where it falls; `nil` while too little is known.
    package var growthPerHour: Double?
    /// Of the history that this is taken from.
    package var span: Milliseconds
    /// When the limit will be reached if it goes on like that; `nil` if it will not within a year, or has been.
    package var exhaustionTime: Timestamp?

    package init(growthPerHour: Double? = nil, span: Milliseconds = 0, exhaustionTime: Timestamp? = nil) {
      self.growthPerHour = growthPerHour
      self.span = span
      self.exhaustionTime = exhaustionTime
    }
  }

  /// What mode `reject` has done.
  package struct RejectedBodies: Sendable, Equatable {
    package var bodyCount: Int
    /// How many series the cluster would have held with the last of them.
    package var seriesCount: Int
    package var first: Timestamp
    package var last: Timestamp

    package init(bodyCount: Int, seriesCount: Int, first: Timestamp, last: Timestamp) {
      self.bodyCount = bodyCount
      self.seriesCount = seriesCount
      self.first = first
      self.last = last
    }
  }
}
