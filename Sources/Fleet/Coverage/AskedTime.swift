import Storage
import TimeSeries

/// What a selector is asked about.
enum AskedTime: Equatable, Sendable {
  /// Its samples: each moment counts.
  case samples(SelectRange)
  /// Which series there are: one sample in the range shows a series.
  case presence(ClosedRange<Timestamp>)

  /// The range, if samples are asked for.
  var range: SelectRange? {
    if case .samples(let range) = self { range } else { nil }
  }

  var through: Timestamp {
    switch self {
    case .samples(let range): range.through
    case .presence(let range): range.upperBound
    }
  }

  /// Whether the answer lacks something as a cluster was dark for this interval.
  func lacks(_ interval: DarkInterval) -> Bool {
    switch self {
    case .samples(let range): range.asks(between: interval.from, and: interval.end)
    case .presence(let range) where interval.cause == .neverSeen: interval.from <= range.upperBound
    case .presence(let range): interval.from < range.lowerBound && interval.end > range.upperBound
    }
  }
}
