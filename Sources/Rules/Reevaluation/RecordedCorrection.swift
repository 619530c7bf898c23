package import TimeSeries

/// A value that was recorded of incomplete inputs, and replaced when they had been healed.
package struct RecordedCorrection: Sendable {
  package var labels: Labels
  package var timestamp: Timestamp
  /// Of a native histogram its sum.
  package var oldValue: Double
}
