import Exposition
import Scrape
import Storage
import TimeSeries

/// How fast a body like a real federating child's is read: the first time, and again with other values.
enum ParseSpeed {
  private static let seriesCount = 20_000
  private static let roundCount = 40

  static func report() {
    let bodies = (0..<4).map { FederateBody.text(seriesCount: seriesCount, round: $0) }
    print("\(seriesCount) series, \(bodies[0].count) bytes, best of \(roundCount) readings")
    print("first body:    \(rate(bytes: bodies[0].count, seconds: firstSeconds(bodies[0])))")
    print("repeated body: \(rate(bytes: bodies[1].count, seconds: repeatedSeconds(bodies)))")
  }

  private static func rate(bytes: Int, seconds: Double) -> String {
    let perSecond = Double(seriesCount) / seconds / 1e6
    return
      "\(Int(Double(bytes) / seconds / 1e6)) MB/s, \(FloatText.plain((perSecond * 100).rounded() / 100)) M samples/s"
  }

  /// Nothing is known yet: every line's labels are read, checked and kept.
  private static func firstSeconds(_ body: [UInt8]) -> Double {
    best { seconds(of: body, along: ScrapeCache()).first }
  }

  /// Every line is known; values and timestamps are new each time.
  private static func repeatedSeconds(_ bodies: [[UInt8]]) -> Double {
    var cache = seconds(of: bodies[0], along: ScrapeCache()).cache
    var round = 0
    return best {
      round += 1
      let (seconds, next) = seconds(of: bodies[round % bodies.count], along: cache)
      cache = next
      return seconds
    }
  }

  private static func best(_ measure: () -> Double) -> Double {
    (0..<roundCount).map { _ in measure() }.min() ?? 0
  }

  private static func seconds(
    of body: [UInt8], along known: consuming ScrapeCache
  ) -> (first: Double, cache: ScrapeCache) {
    var cache = known
    let rules = ReadingRules(
      format: .text, linesMax: .max, scrapeTime: 0, honorsTimestamps: true, tracksTimestamps: true)
    let start = ContinuousClock.now
    let sampleCount = body.withUnsafeBytes { bytes in
      guard let reading = try? cache.read(bytes, rules) else { return 0 }
      cache.settle(reading, reading.unknown.indices.map(newLine), body: bytes) { _ in false }
      return reading.batch.count + reading.unknown.count
    }
    let end = ContinuousClock.now
    precondition(sampleCount == seriesCount, "got \(sampleCount) samples, want \(seriesCount)")
    return ((end - start) / .seconds(1), cache)
  }

  private static func newLine(_ index: Int) -> ScrapeCache.Line {
    var line = ScrapeCache.Line(verdict: .stored)
    line.id = SeriesID(UInt64(index))
    return line
  }
}
