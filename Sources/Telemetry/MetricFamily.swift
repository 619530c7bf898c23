package import TimeSeries

/// All that is known of one metric at one moment.
package struct MetricFamily: Sendable, Equatable {
  package enum Kind: String, Sendable {
    case counter, gauge, histogram, summary, untyped
  }

  package struct Sample: Sendable, Equatable {
    /// `_bucket`, `_sum`, `_count`, or nothing.
    package var suffix: String
    package var labels: [Label]
    package var value: Double

    package init(suffix: String = "", labels: [Label] = [], value: Double) {
      self.suffix = suffix
      self.labels = labels
      self.value = value
    }
  }

  package var name: String
  package var help: String
  package var kind: Kind
  package var samples: [Sample]

  package init(name: String, help: String, kind: Kind, samples: [Sample]) {
    self.name = name
    self.help = help
    self.kind = kind
    self.samples = samples
  }
}
