/// Why bytes could not be unpacked.
package struct CompressionError: Error, Equatable {
  /// The bounded set of causes, for metric labels.
  package enum Reason: String, Sendable, CaseIterable {
    /// The input ends in the middle.
    case truncated
    /// The input is not what it claims to be: bad header, code, checksum, or bytes after the end.
    case corrupt
    /// The output would pass the limit.
    case tooLarge
    /// The caller has no room for the output, though it is within the limit.
    case noRoom
  }

  package let reason: Reason
  /// What exactly is wrong, for people.
  package let detail: String

  package init(_ reason: Reason, _ detail: String) {
    self.reason = reason
    self.detail = detail
  }
}

extension CompressionError: CustomStringConvertible {
  package var description: String { detail }
}
