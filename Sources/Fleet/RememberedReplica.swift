import TimeSeries

/// What is durable of a replica: its last delivery.
struct RememberedReplica: Sendable, Equatable {
  /// Iapetus's clock.
  var tick: Timestamp
  /// The newest sample it brought, and through which timestamp all of them had come.
  var newest: Timestamp
  var through: Timestamp
}
