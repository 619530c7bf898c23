/// Milliseconds since the Unix epoch, as everywhere in Prometheus's storage and wire formats.
///
/// A plain integer: columns of timestamps are `[Timestamp]` and every step of a query does arithmetic on them.
package typealias Timestamp = Int64

/// A span of time in milliseconds.
package typealias Milliseconds = Int64

extension Timestamp {
  /// As the HTTP API prints it: seconds, and three decimals unless they are zero.
  package var secondsText: String {
    let (seconds, milliseconds) = (magnitude / 1000, magnitude % 1000)
    let sign = self < 0 ? "-" : ""
    guard milliseconds != 0 else { return "\(sign)\(seconds)" }
    let digits = String(milliseconds)
    return "\(sign)\(seconds)." + String(repeating: "0", count: 3 - digits.count) + digits
  }
}
