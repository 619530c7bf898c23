package import TimeSeries

/// A stretch of time in which the samples of a replica, or of one of its series, rank behind those of healthy replicas.
package struct Demotion: Sendable, Equatable {
  /// In the order in which they rank behind each other, best first.
  package enum Reason: UInt8, Sendable, CaseIterable, Comparable {
    /// The replica had a gap shortly before: its first evaluations are biased low.
    case warming = 1
    /// The replica had been given up here: what it delivers after all may not replace what was served.
    case late = 2
    /// Fetched from the child's own storage afterwards.
    case healed = 3

    package static func < (left: Reason, right: Reason) -> Bool { left.rawValue < right.rawValue }
  }

  /// The first and the last timestamp; ``end(_:)-(Milliseconds)`` says how far they reach for a series.
  package var from: Timestamp
  package var through: Timestamp
  package var reason: Reason
  /// Of what came after the fact, late or healed: when, as a number that grows in its cluster. The earlier ranks before.
  package var generation: Int64

  /// Whether it is about samples of one series that came late, one after the other, and not about slots.
  package var isStraggler: Bool

  package init(
    from: Timestamp, through: Timestamp, reason: Reason, generation: Int64 = 0, isStraggler: Bool = false
  ) {
    self.isStraggler = isStraggler
    self.from = from
    self.through = through
    self.reason = reason
    self.generation = generation
  }

  /// ``end(_:)-(Milliseconds)`` by the period that the series had when the stretch began; for what has no beginning, at its
  /// end. Later ones must not change what was served.
  func end(_ periods: [PeriodVersion]) -> Timestamp {
    let known = from == .min ? through : from
    return end(periods.last { $0.from <= known }?.period ?? 0)
  }

  /// The last timestamp for series with this period: what was late also holds the sample half a slot further, whose slot
  /// was given up; warming up takes one evaluation more.
  func end(_ period: Milliseconds) -> Timestamp {
    switch reason {
    case .late: isStraggler ? through : through.addingClamped(period / 2)
    case .warming: through.addingClamped(period)
    case .healed: through
    }
  }
}

extension Timestamp {
  func addingClamped(_ span: Milliseconds) -> Timestamp {
    let (sum, overflow) = addingReportingOverflow(span)
    return overflow ? (span < 0 ? .min : .max) : sum
  }
}
