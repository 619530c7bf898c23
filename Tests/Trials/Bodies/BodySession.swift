import Exposition
import Scrape
import Storage
import TestSupport
import TimeSeries

/// A child that sends body after body, each a variant of one before.
///
/// Each body is read twice: as the scrape reads it, along what it remembers of the bodies before, and afresh. Both must
/// find the same samples or the same error; and neither may touch a byte that is not the body's.
package struct BodySession: FuzzSession {
  private static let bodyCount = 8
  private static let scrapeTime: Timestamp = 1_700_000_000_000

  private let seed: UInt64
  private let corpus: BodyCorpus
  private var random: SeededRandom
  private let format: ExpositionFormat
  private var cache = ScrapeCache()
  /// The hash of the series' text, by id.
  private var series: [Int] = []
  package private(set) var inputCount = 0
  package private(set) var sampleCount = 0
  package private(set) var errorCount = 0

  init(_ corpus: BodyCorpus, seed: UInt64) {
    self.corpus = corpus
    self.seed = seed
    random = SeededRandom(seed: seed)
    format = BodyCorpus.formats.randomElement(using: &random) ?? .text
  }

  package mutating func run() -> FuzzFinding? {
    var body = corpus.body(format, &random)
    for _ in 0..<BodySession.bodyCount {
      if let what = problem(with: body) {
        return FuzzFinding(what: "\(format.rawValue): \(what)", input: body, seed: seed)
      }
      body = corpus.successor(of: body, format, &random)
    }
    return nil
  }

  /// Reads one body in both ways.
  private mutating func problem(with body: [UInt8]) -> String? {
    inputCount += 1
    return ExactCopy.with(body) { bytes in
      let afresh = FreshReading.read(bytes, format, BodySession.scrapeTime)
      let remembered = readAlongCache(bytes)
      switch (afresh, remembered) {
      case (.success(let wanted), .success(let got)):
        sampleCount += wanted.count
        return wanted == got ? nil : "afresh \(wanted.count) samples, along the last body \(got.count), or others"
      case (.failure(let wanted), .failure(let got)):
        errorCount += 1
        if wanted != got { return "afresh \(wanted), along the last body \(got)" }
        return BodySession.problem(with: wanted, in: bytes)
      case (.success, .failure(let error)): return "an error only along the last body: \(error)"
      case (.failure(let error), .success): return "an error only afresh: \(error)"
      }
    }
  }

  private mutating func readAlongCache(
    _ body: UnsafeRawBufferPointer
  ) -> Result<Set<FreshReading.Sample>, ExpositionError> {
    // Else what came before would not be offered again.
    cache.forgetTimestamps()
    var rules = ReadingRules(
      format: format, linesMax: FreshReading.linesMax, scrapeTime: BodySession.scrapeTime, honorsTimestamps: true,
      tracksTimestamps: true)
    rules.protobuf = FreshReading.protobuf
    do throws(ExpositionError) {
      let reading = try cache.read(body, rules)
      return .success(settle(reading, body))
    } catch {
      return .failure(error)
    }
  }

  /// Stores the new lines under ids of their own, and gives all samples of the reading.
  private mutating func settle(
    _ reading: BodyReading, _ body: UnsafeRawBufferPointer
  ) -> Set<FreshReading.Sample> {
    var samples: Set<FreshReading.Sample> = []
    for row in 0..<reading.batch.count {
      samples.insert(
        .init(
          series: series[Int(reading.batch.series[row].rawValue)], timestamp: reading.batch.timestamps[row],
          bits: reading.batch.values[row].bitPattern))
    }
    var newLines: [ScrapeCache.Line] = []
    for line in reading.unknown {
      var new = ScrapeCache.Line(verdict: .stored)
      new.id = SeriesID(UInt64(series.count))
      newLines.append(new)
      series.append(reading.withText(of: line, in: body) { FreshReading.hash($0) })
      samples.insert(.init(series: series[series.count - 1], timestamp: line.timestamp, bits: line.value.bitPattern))
    }
    let keepsMissing = Bool.random(using: &random)
    cache.settle(reading, newLines, body: body) { _ in keepsMissing }
    return samples
  }

  /// An error must name a place of the body, in few words.
  private static func problem(with error: ExpositionError, in body: UnsafeRawBufferPointer) -> String? {
    if error.excerpt.utf8.count > 400 || error.detail.utf8.count > 1000 { return "a long error: \(error)" }
    let lineCount = 1 + body.count { $0 == UInt8(ascii: "\n") }
    guard (0...lineCount).contains(error.line), (0...body.count + 1).contains(error.column) else {
      return "an error outside of the body: \(error)"
    }
    return nil
  }
}
