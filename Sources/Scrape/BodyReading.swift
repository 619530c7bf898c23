import Budget
import Dedup
import Exposition
package import Storage
package import TimeSeries

/// What a body brought, before its unknown lines are looked into.
package struct BodyReading: Sendable {
  /// A line that the cache does not know.
  package struct UnknownLine: Sendable {
    /// Where its name and labels stand: in the body, or in ``BodyReading/texts`` where the body has them in another form.
    package var series: Range<Int>
    package var labels: LabelsBuilder
    package var value: Double
    /// Of the sample as it will be stored.
    package var timestamp: Timestamp
    var isTracked: Bool
  }

  enum Place: Sendable {
    /// The index of a line of the cache.
    case known(Int)
    /// The index of an unknown line.
    case unknown(Int)
  }

  /// The samples of known lines that are new.
  package var batch = SampleBatch()
  package var unknown: [UnknownLine] = []
  /// The names and labels of unknown lines as text, of a body that is not text itself.
  var texts: [UInt8] = []
  /// The first samples of unknown lines that are native histograms, by the index of the line.
  var histograms: [Int: FloatHistogram] = [:]
  /// The starts of the first samples of unknown lines, by the index of the line.
  var starts = StartColumn()
  /// Native histograms that have more buckets than the job allows, however coarse.
  var overfullHistogramCount = 0
  /// The lines of the body in order; `nil` if they are exactly those of the cache.
  var order: [Place]?
  /// With which of the lines each part of the body begins.
  var partStarts: [Int] = []
  /// All samples of the body.
  package var scrapedCount = 0
  /// Of known lines: dropped by relabelling.
  var droppedCount = 0
  /// Of known lines: refused, by the place of their reason among all.
  var refusedCounts = [Int](repeating: 0, count: RefusalReason.allCases.count)
  /// The newest timestamp that the child itself gave.
  var newestTimestamp: Timestamp = .min

  /// How the series of known lines have gone on.
  var progress = BodyProgress()

  /// The text of an unknown line's name and labels.
  package func withText<Result>(
    of line: UnknownLine, in body: UnsafeRawBufferPointer, _ read: (UnsafeRawBufferPointer) -> Result
  ) -> Result {
    if texts.isEmpty { return read(UnsafeRawBufferPointer(rebasing: body[line.series])) }
    return texts.withUnsafeBytes { read(UnsafeRawBufferPointer(rebasing: $0[line.series])) }
  }
}
