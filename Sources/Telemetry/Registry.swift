import Threads
import TimeSeries

/// Where every room registers what it measures of itself; read by `/metrics`.
///
/// Names are Prometheus's (`prometheus_…`) where the meaning is the same, so that its dashboards and alerts work, else
/// `iapetus_…`. A name is registered once.
package final class Registry: Sendable {
  /// How many label combinations one family may have.
  package static let instrumentsMax = 2000

  private let collectors = Locked<[(name: String, collect: @Sendable () -> MetricFamily)]>([])

  package init() {}

  /// Every family, by name.
  package func families() -> [MetricFamily] {
    collectors.withLock { $0 }.map { $0.collect() }.sorted { $0.name < $1.name }
  }

  package func counter(_ name: String, _ help: String) -> Counter {
    let counter = Counter()
    collect(name, help, .counter) { [.init(value: Double(counter.value))] }
    return counter
  }

  package func gauge(_ name: String, _ help: String) -> Gauge {
    let gauge = Gauge()
    collect(name, help, .gauge) { [.init(value: gauge.value)] }
    return gauge
  }

  package func distribution(
    _ name: String, _ help: String, bounds: [Double] = Distribution.secondsBounds
  ) -> Distribution {
    let distribution = Distribution(bounds: bounds)
    collect(name, help, bounds.isEmpty ? .summary : .histogram) { Registry.samples(of: distribution, labels: []) }
    return distribution
  }

  package func counters(_ name: String, _ help: String, labels: [String]) -> Labelled<Counter> {
    let family = Labelled(labelNames: labels, limit: Registry.instrumentsMax) { Counter() }
    collect(name, help, .counter) {
      family.all.map { .init(labels: Registry.labels(labels, $0.values), value: Double($0.instrument.value)) }
    }
    return family
  }

  package func gauges(_ name: String, _ help: String, labels: [String]) -> Labelled<Gauge> {
    let family = Labelled(labelNames: labels, limit: Registry.instrumentsMax) { Gauge() }
    collect(name, help, .gauge) {
      family.all.map { .init(labels: Registry.labels(labels, $0.values), value: $0.instrument.value) }
    }
    return family
  }

  package func distributions(
    _ name: String, _ help: String, labels: [String], bounds: [Double] = Distribution.secondsBounds
  ) -> Labelled<Distribution> {
    let family = Labelled(labelNames: labels, limit: Registry.instrumentsMax) { Distribution(bounds: bounds) }
    collect(name, help, bounds.isEmpty ? .summary : .histogram) {
      family.all.flatMap { Registry.samples(of: $0.instrument, labels: Registry.labels(labels, $0.values)) }
    }
    return family
  }

  /// A family whose samples are computed when asked for.
  package func collect(
    _ name: String, _ help: String, _ kind: MetricFamily.Kind,
    _ samples: @escaping @Sendable () -> [MetricFamily.Sample]
  ) {
    collectors.withLock { collectors in
      precondition(!collectors.contains { $0.name == name }, "the metric \(name) is registered twice")
      collectors.append((name, { MetricFamily(name: name, help: help, kind: kind, samples: samples()) }))
    }
  }

  private static func labels(_ names: [String], _ values: [String]) -> [Label] {
    zip(names, values).map { Label(name: $0, value: $1) }
  }

  private static func samples(of distribution: Distribution, labels: [Label]) -> [MetricFamily.Sample] {
    let state = distribution.snapshot
    var cumulative = 0
    var samples: [MetricFamily.Sample] = []
    if !distribution.bounds.isEmpty {
      for (bound, count) in zip(distribution.bounds + [.infinity], state.counts) {
        cumulative += count
        let bucket = labels + [Label(name: LabelName.bucketBound, value: FloatText.plain(bound))]
        samples.append(.init(suffix: "_bucket", labels: bucket, value: Double(cumulative)))
      }
    }
    samples.append(.init(suffix: "_sum", labels: labels, value: state.sum))
    samples.append(.init(suffix: "_count", labels: labels, value: Double(state.count)))
    return samples
  }
}
