import TimeSeries

extension ScrapeCycle {
  /// For each unknown line the labels of its series, or `nil` if it is dropped.
  func relabel(_ reading: BodyReading) throws(ScrapeError) -> [Labels?] {
    var newcomers: [Labels?] = []
    newcomers.reserveCapacity(reading.unknown.count)
    for line in reading.unknown { newcomers.append(try labeler.labels(line.labels)) }
    try checkSampleLimit(relabeledCount(reading, newcomers))
    return newcomers
  }

  func relabeledCount(_ reading: BodyReading, _ newcomers: [Labels?]) -> Int {
    reading.scrapedCount - reading.droppedCount - newcomers.count { $0 == nil }
  }

  private func checkSampleLimit(_ count: Int) throws(ScrapeError) {
    let limit = settings.config.sampleLimit
    guard limit > 0, count > limit else { return }
    throw ScrapeError(
      .sampleLimit, "sample limit exceeded: \(count) samples after relabelling, sample_limit is \(limit)")
  }
}
