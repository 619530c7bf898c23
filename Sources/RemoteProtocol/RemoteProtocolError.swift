import Wire

/// Why a received message cannot be taken.
package struct RemoteProtocolError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A bounded set, fit for a metric's label.
  package enum Reason: String, Sendable, CaseIterable {
    /// The bytes are no message of this kind.
    case malformed
    /// The message holds more bytes, series or samples than the receiver takes at once.
    case tooLarge = "too_large"
  }

  package let reason: Reason
  package let description: String

  package init(_ reason: Reason, _ description: String) {
    self.reason = reason
    self.description = description
  }
}

extension RemoteProtocolError: WireFailure {
  package init(malformedMessage problem: String) { self.init(.malformed, "the message is malformed: \(problem)") }
}

/// Reads with this room's errors.
typealias WireReader = Wire.WireReader<RemoteProtocolError>
