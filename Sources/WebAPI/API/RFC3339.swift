/// Times as RFC 3339 writes them, where they are not ``UTCTime``'s to write.
enum RFC3339 {
  /// What Go shows for a time that never was set.
  static let zero = "0001-01-01T00:00:00Z"
}
