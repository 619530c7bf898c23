import TimeSeries

/// How far a child has delivered: all its samples up to which timestamp have come.
extension ScrapeCycle {
  /// A line that has not moved for more than this many of its own steps holds nothing back.
  private static let stuckSteps: Milliseconds = 2

  /// Whether a tick passed without a body since the last one.
  var followsMiss: Bool { tick - lastDelivery > settings.target.scrapeInterval * 3 / 2 }

  /// The least, over the lines of the body just read, of the millisecond before the line's next sample is due. While no
  /// step is known, all before `newest`: at that moment itself a rule group may just be writing.
  func deliveredThrough(newest: Timestamp) -> Timestamp {
    // A line that has not moved yet may be as fast as the fastest.
    guard let fastest else { return newest - 1 }
    var through: Timestamp = .max
    for line in cache.lines where isDelivered(line) {
      let step = line.step.milliseconds > 0 ? line.step.milliseconds : fastest
      if newest - line.timestamp > step * ScrapeCycle.stuckSteps { continue }
      through = min(through, line.timestamp + step - 1)
    }
    return through == .max ? newest - 1 : through
  }

  /// The shortest step of any line; `nil` while none is known.
  private var fastest: Milliseconds? {
    var fastest: Milliseconds?
    for line in cache.lines where isDelivered(line) && line.step.milliseconds > 0 {
      fastest = min(fastest ?? .max, line.step.milliseconds)
    }
    return fastest
  }

  private func isDelivered(_ line: ScrapeCache.Line) -> Bool { line.pass == cache.pass && line.verdict == .stored }
}
