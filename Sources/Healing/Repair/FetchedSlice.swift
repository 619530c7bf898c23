import RemoteProtocol
import Scrape
import TimeSeries

/// What one child answered for a slice, as scraping would have labelled it.
struct FetchedSlice: Sendable {
  let source: HealingSource
  let result: ReadResult
  private(set) var series: [FetchedSeries] = []
  /// Series that nobody asked for, or that claim to be another replica's.
  private(set) var foreignCount = 0

  /// - Throws: ``HealingError`` where a scrape would have failed.
  init(
    _ result: ReadResult, of source: HealingSource, _ selectors: [[LabelMatcher]]
  ) throws(HealingError) {
    self.source = source
    self.result = result
    let names = selectors.map { $0.filter { $0.name == LabelName.metricName } }
    let removal = LabelRemoval(source.replicaLabels)
    foreignCount = result.rejections.seriesCount
    for (series, labels) in zip(result.series, try FetchedSlice.stored(result, source)) {
      guard names.contains(where: { matchers in matchers.allSatisfy { $0.matches(series.labels) } }) else {
        foreignCount += 1
        continue
      }
      guard let labels else { continue }
      guard FetchedSlice.isOwn(labels, source) else {
        foreignCount += 1
        continue
      }
      self.series.append(FetchedSeries(labels: labels, merged: removal(labels), samples: series.samples))
    }
  }

  private static func stored(_ result: ReadResult, _ source: HealingSource) throws(HealingError) -> [Labels?] {
    do throws(ScrapeError) {
      return try source.storedLabels(of: result.series.lazy.map(\.labels))
    } catch {
      throw HealingError(error, "labelling what \(source.url) has stored")
    }
  }

  /// Whether the series names no other replica than the child is.
  private static func isOwn(_ labels: Labels, _ source: HealingSource) -> Bool {
    let replica = source.replicaLabels.map { labels[$0] }.filter { !$0.isEmpty }.joined(separator: "/")
    return replica.isEmpty || replica == source.replica
  }
}
