import Budget
import Dedup
import Exposition
import Storage
import TimeSeries

/// What a body brought, before its unknown lines are looked into.
struct BodyReading: Sendable {
  /// A line that the cache does not know.
  struct UnknownLine: Sendable {
    /// Where its name and labels stand in the body.
    var series: Range<Int>
    var labels: LabelsBuilder
    var value: Double
    /// Of the sample as it will be stored.
    var timestamp: Timestamp
    var isTracked: Bool
  }

  enum Place: Sendable {
    /// The index of a line of the cache.
    case known(Int)
    /// The index of an unknown line.
    case unknown(Int)
  }

  /// The samples of known lines that are new.
  var batch = SampleBatch()
  var unknown: [UnknownLine] = []
  /// The lines of the body in order; `nil` if they are exactly those of the cache.
  var order: [Place]?
  /// All samples of the body.
  var scrapedCount = 0
  /// Of known lines: dropped by relabelling.
  var droppedCount = 0
  /// Of known lines: refused, by the place of their reason among all.
  var refusedCounts = [Int](repeating: 0, count: RefusalReason.allCases.count)
  /// The newest timestamp that the child itself gave.
  var newestTimestamp: Timestamp = .min

  /// How the series of known lines have gone on.
  var progress = BodyProgress(newestBefore: .min, failedAfter: .min)

  var refusedCount: Int { refusedCounts.reduce(0, +) }
}
