package import Telemetry
import TimeSeries

/// What the room measures: read from the book when somebody asks.
package enum FleetMetrics {
  package static func register(_ book: ClusterBook, in registry: Registry) {
    collect(
      "iapetus_cluster_expected", "Whether the cluster must be there: 1 if it is declared or learned, 0 if others are.",
      book, registry
    ) { $0.isExpected ? 1 : 0 }
    collect(
      "iapetus_cluster_dark", "Whether none of the cluster's replicas has delivered for dark_after scrapes.", book,
      registry
    ) { $0.state == .dark ? 1 : 0 }
    collect(
      "iapetus_cluster_watermark_timestamp_seconds", "Through when all of the cluster's samples have been delivered.",
      book, registry
    ) { $0.deliveredThrough.map { Double($0) / 1000 } }
    registry.collect(
      "iapetus_watermark_timestamp_seconds",
      "Through when all expected clusters that are not dark have delivered all samples.", .gauge
    ) {
      guard let watermark = book.watermark(), watermark != .min else { return [] }
      return [.init(value: Double(watermark) / 1000)]
    }
  }

  private static func collect(
    _ name: String, _ help: String, _ book: ClusterBook, _ registry: Registry,
    _ value: @escaping @Sendable (ClusterStatus) -> Double?
  ) {
    registry.collect(name, help, .gauge) {
      book.statuses().prefix(Registry.instrumentsMax).compactMap { status in
        value(status).map { .init(labels: [Label(name: LabelName.cluster, value: status.name)], value: $0) }
      }
    }
  }
}
