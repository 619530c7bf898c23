import Storage
import TimeSeries

/// The series that every scrape writes about itself: Prometheus's, with the target's labels. No budget counts them.
struct ReportSeries: Sendable {
  private let ids: [SeriesID]
  private let timeoutSeconds: Double
  private let sampleLimit: Double

  init(_ settings: ChildSettings, _ storage: any Appendable) throws(StorageError) {
    var ids: [SeriesID] = []
    let extra = settings.config.extraScrapeMetrics ? MetricName.extraScrapeReport : []
    let names = MetricName.scrapeReport + extra
    for name in names {
      ids.append(try storage.seriesID(of: settings.target.labels.setting(LabelName.metricName, to: name)))
    }
    self.ids = ids
    timeoutSeconds = Double(settings.target.scrapeTimeout) / 1000
    sampleLimit = Double(settings.config.sampleLimit)
  }

  func append(_ report: ScrapeReport, to batch: inout SampleBatch) {
    let values = [
      report.error == nil ? 1 : 0, report.durationSeconds, Double(report.scrapedCount), Double(report.relabeledCount),
      Double(report.addedCount), timeoutSeconds, sampleLimit, report.bodySizeForSeries,
    ]
    for (id, value) in zip(ids, values) { batch.append(id, report.time, value) }
  }

  func appendStaleMarkers(at time: Timestamp, to batch: inout SampleBatch) {
    for id in ids { batch.append(id, time, StaleMarker.value) }
  }
}
