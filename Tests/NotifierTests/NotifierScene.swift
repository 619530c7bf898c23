import Discovery
import Logging
import Outbound
import Telemetry
import Testing
import Threads
import TimeSeries

@testable import Notifier

/// A notifier that runs, and what a test needs to look at it.
final class NotifierScene: Sendable {
  let registry = Registry()
  let notifier: Notifier
  private let task = Locked<Task<Void, Never>?>(nil)

  init(_ change: (inout NotifierLimits) -> Void = { _ in }) {
    var limits = NotifierLimits()
    limits.retryPause = 10
    change(&limits)
    notifier = Notifier(
      client: HTTPClient(), registry: registry, discoveryMetrics: DiscoveryMetrics(registry),
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, limits: limits)
    let notifier = notifier
    task.withLock { $0 = Task { await notifier.run() } }
  }

  deinit { task.withLock { $0 }?.cancel() }

  /// Stops as a server does.
  func stop() async {
    let task = task.withLock { $0 }
    task?.cancel()
    await task?.value
  }

  /// One entry of `alertmanagers` for each list of addresses.
  func apply(
    _ blocks: [String]..., externalLabels: Labels = .empty, change: (inout AlertmanagerConfig) -> Void = { _ in }
  ) {
    var settings = NotifierSettings(externalLabels: externalLabels, replicaLabels: ["replica"])
    settings.alerting.alertmanagers = blocks.map { addresses in
      var config = AlertmanagerConfig()
      config.discovery = DiscoverySources(statics: [StaticDiscoveryConfig(targets: addresses)])
      change(&config)
      return config
    }
    notifier.apply(settings)
  }

  func send(_ names: String..., endsAt: Timestamp = 1000) { send(names, endsAt: endsAt) }

  func send(_ names: [String], endsAt: Timestamp = 1000) {
    notifier.send(names.map { Alert(labels: ["alertname": $0], startsAt: 0, endsAt: endsAt) })
  }

  /// The sum of a family over all Alertmanagers, or the value of one.
  func metric(_ name: String, of url: String? = nil) -> Double {
    let family = registry.families().first { $0.name == "prometheus_notifications_\(name)" }
    return (family?.samples ?? []).filter { url == nil || $0.labels.first?.value == url }.reduce(0) { $0 + $1.value }
  }

  /// Waits until `condition` holds.
  static func eventually(
    _ what: String, location: SourceLocation = #_sourceLocation, _ condition: () -> Bool
  ) async {
    for _ in 0..<12_000 {
      if condition() { return }
      try? await Task.sleep(for: .milliseconds(10))
    }
    Issue.record("not within two minutes: \(what)", sourceLocation: location)
  }
}
