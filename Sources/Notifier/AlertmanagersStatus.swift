/// What `/api/v1/alertmanagers` shows, in the order of the configuration.
package struct AlertmanagersStatus: Sendable, Equatable {
  /// One that is told of alerts.
  package struct Active: Sendable, Equatable {
    package var url: String
    /// How many alerts wait for it.
    package var queueLength: Int
    /// Why it did not take the last alerts; empty if it did.
    package var lastError: String

    package init(url: String, queueLength: Int = 0, lastError: String = "") {
      self.url = url
      self.queueLength = queueLength
      self.lastError = lastError
    }
  }

  package var active: [Active]
  /// URLs of those that were found, and dropped by `relabel_configs`.
  package var dropped: [String]

  package init(active: [Active] = [], dropped: [String] = []) {
    self.active = active
    self.dropped = dropped
  }
}
