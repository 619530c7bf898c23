import Logging
import Outbound
import Telemetry
import TestSupport
import Testing
import TimeSeries

@testable import Discovery

/// A Kubernetes API, and a discovery that follows it. Ends with the value.
final class KubernetesScene: Sendable {
  static let pods = "/api/v1/pods"

  let server = KubernetesServer()
  let registry = Registry()
  let discoverer: KubernetesDiscoverer
  private let task: Task<Void, Never>

  init(_ role: KubernetesRole = .pod, _ change: (inout KubernetesDiscoveryConfig) -> Void = { _ in }) {
    var config = KubernetesDiscoveryConfig(role: role)
    config.apiServer = server.url + "/"
    config.limits.retryLeast = 10
    config.limits.retryMost = 50
    config.limits.settleInterval = 5
    config.limits.pageObjects = 2
    change(&config)
    let discoverer = KubernetesDiscoverer(
      config, HTTPClient(), job: "j", metrics: DiscoveryMetrics(registry),
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    self.discoverer = discoverer
    task = Task { await discoverer.run { _ in } }
  }

  deinit {
    task.cancel()
    server.stop()
  }

  func putPod(_ name: String, _ address: String, labels: String = "") {
    server.put(
      KubernetesScene.pods, name,
      """
      {"metadata": {"name": "\(name)", "namespace": "n", "resourceVersion": "VERSION", "labels": {\(labels)}},
       "spec": {"containers": [{"name": "c", "ports": [{"containerPort": 9090}]}]}, "status": {"podIP": "\(address)"}}
      """)
  }

  func removePod(_ name: String) { server.remove(KubernetesScene.pods, name) }

  var targets: [String] { discoverer.discover().flatMap(\.targets).sorted() }

  /// Waits until exactly these are the targets.
  func expectTargets(_ wanted: [String], sourceLocation: SourceLocation = #_sourceLocation) async throws {
    try await eventually("the targets are \(wanted)", sourceLocation) { self.targets == wanted }
  }

  func eventually(
    _ what: String, _ sourceLocation: SourceLocation = #_sourceLocation, _ condition: () -> Bool
  ) async throws {
    for _ in 0..<24_000 {
      if condition() { return }
      try await Task.sleep(for: .milliseconds(5))
    }
    Issue.record("not within two minutes: \(what); the targets are \(targets)", sourceLocation: sourceLocation)
  }

  /// The value of a counter.
  func value(_ name: String, _ labels: [String: String] = [:]) -> Double {
    let family = registry.families().first { $0.name == name }
    return family?.samples.filter { sample in labels.allSatisfy { sample.labels.contains(.init(name: $0, value: $1)) } }
      .reduce(0) { $0 + $1.value } ?? 0
  }
}
