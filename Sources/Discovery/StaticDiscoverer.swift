/// Targets written into the configuration: they never change.
package struct StaticDiscoverer: Discoverer {
  private let groups: [TargetGroup]

  package init(_ configs: [StaticDiscoveryConfig]) {
    groups = configs.enumerated().map { index, config in
      TargetGroup(targets: config.targets, labels: config.labels, source: "\(index)")
    }
  }

  package func discover() -> [TargetGroup] { groups }

  package func run(_ publish: @Sendable ([TargetGroup]) -> Void) async {}
}
