package import TimeSeries

/// The section `storage`: how long and how much is kept. It wins over the flags of the same meaning.
package struct StorageConfig: Sendable, Equatable {
  /// `nil`: as the flag says. 0: by size alone.
  package var retentionTime: Milliseconds?
  /// Bytes; `nil`: as the flag says. 0: by time alone.
  package var retentionSize: Int?

  package init() {}
}
