import Exposition
import Glibc
import Scrape
import Storage
import Threads
import TimeSeries

/// Fetches `/federate` again and again, and reads each body along the ones before, as a scrape does.
struct BodyRecorder {
  private static let path =
    "/federate?"
    + HTTP.form([("match[]", #"{__name__=~"job:.*"}"#), ("match[]", #"{__name__=~"cluster:.*"}"#)])

  /// The bits of the values by labels and timestamp.
  private(set) var samples: [Labels: [Timestamp: UInt64]] = [:]
  /// How many lines were read, those among them that were there before.
  private(set) var sampleCount = 0
  private var cache = ScrapeCache()
  /// By id.
  private var series: [Labels] = []

  var distinctCount: Int { samples.values.reduce(0) { $0 + $1.count } }

  /// Reads `count` bodies, a hundredth of a second between two, on a thread of its own.
  static func record(_ count: Int, port: UInt16) async throws -> BodyRecorder {
    try await withCheckedThrowingContinuation { continuation in
      NamedThread.start("recorder") {
        continuation.resume(
          with: Result {
            var recorder = BodyRecorder()
            let connection = try HTTPConnection(port: port)
            for _ in 0..<count {
              let answer = try connection.request("GET", path, headers: ["Accept: text/plain;version=0.0.4"])
              guard answer.status == 200 else { throw Failure("/federate: \(answer.status) \(answer.text)") }
              try recorder.read(answer.body)
              usleep(10_000)
            }
            return recorder
          })
      }
    }
  }

  private mutating func read(_ body: [UInt8]) throws {
    let rules = ReadingRules(
      format: .text, linesMax: .max, scrapeTime: 0, honorsTimestamps: true, tracksTimestamps: true)
    try body.withUnsafeBytes { bytes in
      let reading = try cache.read(bytes, rules)
      sampleCount += reading.scrapedCount
      for row in 0..<reading.batch.count {
        let labels = series[Int(reading.batch.series[row].rawValue)]
        add(labels, reading.batch.timestamps[row], reading.batch.values[row])
      }
      let newLines = reading.unknown.map { line in
        var new = ScrapeCache.Line(verdict: .stored)
        new.id = SeriesID(UInt64(series.count))
        series.append(line.labels.labels())
        add(series[series.count - 1], line.timestamp, line.value)
        return new
      }
      cache.settle(reading, newLines, body: bytes) { _ in false }
    }
  }

  private mutating func add(_ labels: Labels, _ timestamp: Timestamp, _ value: Double) {
    samples[labels, default: [:]][timestamp] = value.bitPattern
  }
}
