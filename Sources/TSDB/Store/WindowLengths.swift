import TimeSeries

/// How long windows are. Fixed when a store is made: its keys depend on it.
struct WindowLengths: Sendable, Equatable {
  /// How many short windows are merged to a long one.
  static let ratio: Int64 = 8

  var short: Milliseconds
  var long: Milliseconds { short * WindowLengths.ratio }

  static func start(_ timestamp: Timestamp, _ length: Milliseconds) -> Timestamp {
    let rest = timestamp % length
    return timestamp &- (rest < 0 ? rest &+ length : rest)
  }
}
