import TimeSeries

/// Series with their samples as stored, or as a subquery computed them: what windows slide over.
protocol SampleSource: Sendable {
  var shapes: [SeriesShape] { get }

  /// Whether they are read from storage, not computed.
  var areStored: Bool { get }

  /// Whether of native histograms more than count and sum is wanted.
  var haveBuckets: Bool { get }

  /// As ``SeriesSelection/read(_:_:)``.
  func read(_ range: Range<Int>, _ body: (Int, borrowing SampleColumns) throws -> Void) throws
}
