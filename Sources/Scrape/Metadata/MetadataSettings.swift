package import TimeSeries

/// The section `metadata`: how the children of federation jobs are asked what their metrics are.
package struct MetadataSettings: Sendable, Equatable {
  package var isEnabled = true
  /// How often each child is asked.
  package var refreshInterval: Milliseconds = 600_000
  /// How many different entries are kept of all children together.
  package var entriesMax = 50_000
  /// Of one answer, as it arrives and as it inflates.
  package var bodyBytesMax = 8 << 20

  package init() {}
}
