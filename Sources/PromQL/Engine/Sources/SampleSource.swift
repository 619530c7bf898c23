import TimeSeries

/// Series with their samples as stored, or as a subquery computed them: what windows slide over.
protocol SampleSource: Sendable {
  var shapes: [SeriesShape] { get }

  /// As ``SeriesSelection/read(_:_:)``.
  func read(_ range: Range<Int>, _ body: (Int, borrowing SampleColumns) throws -> Void) throws
}
