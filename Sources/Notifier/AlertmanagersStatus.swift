/// What `/api/v1/alertmanagers` shows: URLs, in the order of the configuration.
package struct AlertmanagersStatus: Sendable, Equatable {
  package var active: [String]
  /// Found, and dropped by `relabel_configs`.
  package var dropped: [String]

  package init(active: [String] = [], dropped: [String] = []) {
    self.active = active
    self.dropped = dropped
  }
}
