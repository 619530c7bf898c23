/// Where the targets of one job come from.
package struct DiscoverySources: Sendable, Equatable {
  package var statics: [StaticDiscoveryConfig]
  package var files: [FileDiscoveryConfig]

  package init(statics: [StaticDiscoveryConfig] = [], files: [FileDiscoveryConfig] = []) {
    self.statics = statics
    self.files = files
  }
}
