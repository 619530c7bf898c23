import Dedup
package import Exposition
package import TimeSeries

/// How the samples of a body are to be read.
package struct ReadingRules: Sendable {
  var format: ExpositionFormat
  var linesMax: Int
  /// The time of samples that bring none of their own.
  var scrapeTime: Timestamp
  var honorsTimestamps: Bool
  /// Whether series with timestamps of their own go stale when they are missing.
  var tracksTimestamps: Bool
  /// Whether a scrape was missed since the body before: then samples of the child may have been, too.
  var followsMiss = false
  /// Where how series go on is collected; `nil` for a child that is no replica.
  var progress: BodyProgress?
  /// Where the parts of the body end that were asked for one by one; empty for a body of one part.
  var partEnds: [Int] = []
  /// Of a protobuf body.
  package var protobuf = ProtobufLimits()
  var histograms = HistogramLimits()

  package init(
    format: ExpositionFormat, linesMax: Int, scrapeTime: Timestamp, honorsTimestamps: Bool, tracksTimestamps: Bool
  ) {
    self.format = format
    self.linesMax = linesMax
    self.scrapeTime = scrapeTime
    self.honorsTimestamps = honorsTimestamps
    self.tracksTimestamps = tracksTimestamps
  }
}
