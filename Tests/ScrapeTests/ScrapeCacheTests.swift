import Exposition
import Storage
import TestSupport
import Testing
import TimeSeries

@testable import Scrape

struct ScrapeCacheTests {
  private static let rules = ReadingRules(
    format: .text, linesMax: .max, scrapeTime: 1, honorsTimestamps: true, tracksTimestamps: true)

  /// Reads a body into the cache, every unknown series stored under the number in its name; what was in the batch.
  private static func read(_ body: String, _ cache: inout ScrapeCache) throws -> [UInt64: Double] {
    var bytes = body
    return try bytes.withUTF8 { utf8 in
      let raw = UnsafeRawBufferPointer(utf8)
      let reading = try cache.read(raw, rules)
      var samples: [UInt64: Double] = [:]
      for row in 0..<reading.batch.count { samples[reading.batch.series[row].rawValue] = reading.batch.values[row] }
      let newLines = reading.unknown.map { unknown in
        var line = ScrapeCache.Line(verdict: .stored)
        line.id = SeriesID(UInt64(unknown.labels["n"]) ?? 0)
        line.timestamp = unknown.timestamp
        line.bits = unknown.value.bitPattern
        samples[line.id.rawValue] = unknown.value
        return line
      }
      cache.settle(reading, newLines, body: raw) { _ in false }
      return samples
    }
  }

  private static func body(_ series: [Int], _ value: (Int) -> Int, at time: Int) -> String {
    series.map { "job:m\($0 % 3):sum{n=\"\($0)\",pad=\"xxxxxxxxxxxxxxxxx\"} \(value($0)) \(time)\n" }.joined()
  }

  @Test func `whatever comes, goes or moves, each sample finds its series`() throws {
    var random = SeededRandom.fresh()
    let seed = random.seed
    for _ in 0..<30 {
      var cache = ScrapeCache()
      var series = Array(0..<Int.random(in: 0...60, using: &random))
      for step in 1...12 {
        switch Int.random(in: 0..<4, using: &random) {
        case 0: series.removeAll { _ in Bool.random(using: &random) && Bool.random(using: &random) }
        case 1: series.insert(contentsOf: (0..<5).map { 100 * step + $0 }, at: series.count / 2)
        case 2: series.shuffle(using: &random)
        default: break
        }
        let samples = try Self.read(Self.body(series, { 7 * $0 + step }, at: step), &cache)
        let wanted = Dictionary(uniqueKeysWithValues: series.map { (UInt64($0), Double(7 * $0 + step)) })
        #expect(samples == wanted, "seed \(seed)")
        #expect(cache.count == series.count, "seed \(seed)")
      }
    }
  }

  @Test func `a body like the last one has no order of its own and nothing missing`() throws {
    var cache = ScrapeCache()
    _ = try Self.read(Self.body([1, 2, 3], { $0 }, at: 1), &cache)
    var text = Self.body([1, 2, 3], { $0 }, at: 2)
    let reading = try text.withUTF8 { try cache.read(UnsafeRawBufferPointer($0), Self.rules) }
    #expect(reading.order == nil)
    #expect(reading.unknown.isEmpty)
    #expect(reading.batch.count == 3)
    #expect(cache.missing.isEmpty)
  }

  @Test func `a series whose text begins with another's is another`() throws {
    var cache = ScrapeCache()
    _ = try Self.read("a{n=\"1\"} 1 1\n", &cache)
    let samples = try Self.read("a{n=\"1\"} 5 2\na{n=\"12\"} 6 2\n", &cache)
    #expect(samples == [1: 5, 12: 6])
  }

  @Test func `the same value at the same time is not offered again`() throws {
    var cache = ScrapeCache()
    _ = try Self.read("a{n=\"1\"} 1 1\na{n=\"2\"} NaN 1\n", &cache)
    #expect(try Self.read("a{n=\"1\"} 1 1\na{n=\"2\"} NaN 1\n", &cache).isEmpty)
    #expect(try Self.read("a{n=\"1\"} 2 1\na{n=\"2\"} NaN 1\n", &cache) == [1: 2])
    cache.forgetTimestamps()
    #expect(try Self.read("a{n=\"1\"} 2 1\na{n=\"2\"} 3 1\n", &cache) == [1: 2, 2: 3])
  }
}
