import TimeSeries

/// Puts the samples of an answer into columns, and sees to what ``ReadResult`` promises of them.
struct ReadCollector {
  private(set) var result = ReadResult()
  private let range: ClosedRange<Timestamp>
  private let limits: ReadLimits
  /// The series that are there, and the query that brought each.
  private var known: [Labels: UInt64] = [:]
  /// The series whose samples come now: its labels, the query that brought it, its newest timestamp.
  private var open: (labels: Labels, query: UInt64, newest: Timestamp)?

  init(_ range: ClosedRange<Timestamp>, _ limits: ReadLimits) {
    self.range = range
    self.limits = limits
  }

  /// Begins a series, or goes on with the one that came last.
  ///
  /// - Returns: `false` if an earlier query has brought the series, so that its samples are there already.
  mutating func begin(_ labels: Labels, query: UInt64) throws(RemoteProtocolError) -> Bool {
    if let open, open.query == query, open.labels == labels { return true }
    if let earlier = known[labels] {
      if earlier == query { throw malformed("the series \(labels) comes twice") }
      return false
    }
    guard known.count < limits.seriesMax else { throw tooMany("series", limits.seriesMax) }
    known[labels] = query
    open = (labels, query, .min)
    result.series.append(.init(labels: labels, samples: result.timestamps.count..<result.timestamps.count))
    return true
  }

  /// Takes the next sample of the series that was begun. Samples outside of the range come with the chunk they lie in.
  mutating func append(_ timestamp: Timestamp, _ value: Double) throws(RemoteProtocolError) {
    guard let newest = open?.newest else { preconditionFailure("a sample came before any series was begun") }
    guard timestamp > newest else {
      throw malformed("the timestamps of a series do not rise: \(timestamp) after \(newest)")
    }
    open?.newest = timestamp
    guard range.contains(timestamp) else { return }
    guard result.timestamps.count < limits.samplesMax else { throw tooMany("samples", limits.samplesMax) }
    result.timestamps.append(timestamp)
    result.values.append(value)
    let last = result.series.count - 1
    result.series[last].samples = result.series[last].samples.lowerBound..<result.timestamps.count
  }

  mutating func append(_ timestamp: Timestamp, _ histogram: FloatHistogram) throws(RemoteProtocolError) {
    let row = result.timestamps.count
    try append(timestamp, histogram.sum)
    if result.timestamps.count > row { result.histograms.append(.init(row: row, histogram: histogram)) }
  }

  mutating func passOver(_ count: Int) { result.unsupportedCount += count }

  mutating func reject(_ reason: String) { result.rejections.add(reason) }

  mutating func reject(_ others: WriteRejections) { result.rejections.add(others) }

  private func malformed(_ what: String) -> RemoteProtocolError {
    RemoteProtocolError(.malformed, "the answer is malformed: \(what)")
  }

  private func tooMany(_ what: String, _ limit: Int) -> RemoteProtocolError {
    RemoteProtocolError(.tooLarge, "the answer holds more than \(limit) \(what); ask for a shorter range")
  }
}
