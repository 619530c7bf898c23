import Budget
import TimeSeries

/// What a child answered when it was tried once.
package struct ChildTrial: Sendable, Equatable, Encodable {
  package var job: String
  package var url: String
  package var instance: String
  /// What the scrape failed with; a bounded set, and in words. `nil` if it was good.
  package var failure: ScrapeError.Reason?
  package var problem: String?
  /// From the question to the verdict on the last series.
  package var durationSeconds: Double
  /// Empty where the child does not say.
  package var cluster: String
  package var replica: String
  /// Samples in the body.
  package var sampleCount: Int
  /// Series that would be stored.
  package var seriesCount: Int
  /// Series that would be refused, by reason.
  package var refused: [String: Int]
  /// Of the body, inflated; and as it came over the wire.
  package var bodyByteCount: Int
  package var wireByteCount: Int
  /// In how many requests a scrape asks from then on: more than one where the body is large.
  package var requestCount: Int
  /// How far the newest sample is behind; `nil` if the child gives no timestamps.
  package var lagSeconds: Double?

  package var isGood: Bool { failure == nil }
  package var refusedCount: Int { refused.values.reduce(0, +) }

  init(_ target: Target, _ config: ScrapeConfig, _ report: ScrapeReport, requestCount: Int) {
    self.requestCount = requestCount
    job = config.jobName
    url = target.url
    instance = target.labels["instance"]
    failure = report.error?.reason
    problem = report.error?.description
    durationSeconds = report.durationSeconds
    cluster = report.identity?.cluster ?? ""
    replica = report.identity?.replica ?? ""
    sampleCount = report.scrapedCount
    seriesCount = report.seriesCount
    let counts = zip(
      RefusalReason.allCases,
      RefusalReason.allCases.map { report.refusedCounts.count > $0.index ? report.refusedCounts[$0.index] : 0 })
    refused = Dictionary(uniqueKeysWithValues: counts.filter { $0.1 > 0 }.map { ($0.0.rawValue, $0.1) })
    bodyByteCount = report.bodyByteCount
    wireByteCount = report.wireByteCount
    lagSeconds = report.lag.map { Double($0) / 1000 }
  }
}

extension ScrapeError.Reason: Encodable {}
