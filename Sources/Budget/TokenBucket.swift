import TimeSeries

/// How many series may still be new: fills evenly up to one hour's worth.
struct TokenBucket: Sendable, Equatable {
  private static let hour: Double = 3_600_000

  let perHour: Int
  private(set) var tokens: Double
  private(set) var filledAt: Timestamp

  init(perHour: Int, tokens: Double? = nil, filledAt: Timestamp) {
    self.perHour = perHour
    self.tokens = min(tokens ?? Double(perHour), Double(perHour))
    self.filledAt = filledAt
  }

  var whole: Int { Int(tokens) }

  /// A clock that went backwards adds nothing.
  mutating func fill(at now: Timestamp) {
    guard now > filledAt else { return }
    tokens = min(Double(perHour), tokens + Double(now - filledAt) * Double(perHour) / TokenBucket.hour)
    filledAt = now
  }

  mutating func take(_ count: Int) {
    precondition(count <= whole, "took \(count) tokens, want ≤ \(whole)")
    tokens -= Double(count)
  }
}
