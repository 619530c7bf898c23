package import TimeSeries

/// A time on the sample clock for which a cluster delivered nothing: from the newest sample it had delivered to the
/// newest one it brought when it was back. Of the two ends there are samples.
package struct DarkInterval: Sendable, Hashable {
  package enum Cause: UInt8, Sendable, CaseIterable, CustomStringConvertible {
    /// No replica of the cluster answered.
    case dark = 0
    /// It must be there and has never delivered.
    case neverSeen = 1
    /// Iapetus was down, and had nobody to ask for it.
    case downtime = 2

    package var description: String {
      switch self {
      case .dark: "dark"
      case .neverSeen: "never seen"
      case .downtime: "iapetus was down"
      }
    }
  }

  package var from: Timestamp
  /// `nil` while it lasts.
  package var until: Timestamp?
  package var cause: Cause

  package init(from: Timestamp, until: Timestamp?, cause: Cause = .dark) {
    self.from = from
    self.until = until
    self.cause = cause
  }

  var end: Timestamp { until ?? .max }

  package func overlaps(_ range: Range<Timestamp>) -> Bool { from < range.upperBound && range.lowerBound < end }
}
