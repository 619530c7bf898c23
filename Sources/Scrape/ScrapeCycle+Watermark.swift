import TimeSeries

/// How far a child has delivered: all its samples up to which timestamp have come.
extension ScrapeCycle {
  /// A line that has not moved for more than this many of its own steps holds nothing back.
  private static let stuckSteps: Milliseconds = 2

  /// The least, over the lines of the body just read, of the millisecond before the line's next sample is due; `nil` while
  /// no step is known.
  ///
  /// A step that was measured over a missed scrape may be several; then the line's newest sample alone counts.
  func deliveredThrough(newest: Timestamp) -> Timestamp? {
    let followsMiss = tick - lastDelivery > settings.target.scrapeInterval * 3 / 2
    var through: Timestamp = .max
    for line in cache.lines where line.pass == cache.pass && line.step > 0 && line.verdict == .stored {
      if newest - line.timestamp > line.step * ScrapeCycle.stuckSteps { continue }
      through = min(through, followsMiss ? line.timestamp : line.timestamp + line.step - 1)
    }
    return through == .max ? nil : through
  }
}
