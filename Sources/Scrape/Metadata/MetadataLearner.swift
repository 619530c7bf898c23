import Compression
import Logging
import Outbound
import Telemetry
import TimeSeries

/// Asks the children what their metrics are: rarely, one child after the other, and never as part of a scrape.
struct MetadataLearner: Sendable {
  private static let pause = Duration.seconds(1)
  /// A child that did not answer, or that has scraped nothing yet, is asked again after this, or after the interval if
  /// that is shorter.
  private static let retrySeconds = 60.0

  let context: ScrapeContext
  let book: MetadataBook
  /// The children of federation jobs, as of now.
  let sources: @Sendable () -> [HealingSource]
  let settings: @Sendable () -> MetadataSettings

  /// Learns until the task is canceled.
  func run() async {
    /// By address, by the clock that never jumps.
    var dueSeconds: [String: Double] = [:]
    while (try? await Task.sleep(for: MetadataLearner.pause)) != nil {
      let settings = settings()
      let sources = settings.isEnabled ? sources() : []
      let addresses = Set(sources.map(\.url))
      book.keep(addresses)
      dueSeconds = dueSeconds.filter { addresses.contains($0.key) }
      for source in sources where source.isUp && dueSeconds[source.url] ?? 0 <= Clock.monotonicSeconds() {
        if Task.isCancelled { return }
        let interval = Double(settings.refreshInterval) / 1000
        let wait = await learn(from: source, settings) ? interval : min(interval, MetadataLearner.retrySeconds)
        dueSeconds[source.url] = Clock.monotonicSeconds() + wait
      }
    }
  }

  /// Asks one child; `false` if it said nothing. If it did not answer, what it said before stays.
  private func learn(from source: HealingSource, _ settings: MetadataSettings) async -> Bool {
    do {
      let learned = try await ask(source, settings)
      let droppedCount = book.note(learned, of: source.url, entriesMax: settings.entriesMax)
      context.metrics.metadataRequests["learned"].add()
      if droppedCount > 0 { context.metrics.metadataDropped.add(droppedCount) }
      return !learned.isEmpty
    } catch {
      context.metrics.metadataRequests["failed"].add()
      context.logger.debug("asking \(source.url) what its metrics are: \(error)")
      return false
    }
  }

  private func ask(_ source: HealingSource, _ settings: MetadataSettings) async throws -> [MetricMetadata] {
    let request = source.request(
      .get, "api/v1/metadata", query: ["limit": ["\(settings.entriesMax)"]],
      headers: [HTTPHeader("Accept", "application/json")],
      timeoutSeconds: Double(source.settings.target.scrapeTimeout) / 1000, bodyBytesMax: settings.bodyBytesMax,
      acceptsGzip: true)
    let response = try await context.client.fetch(request)
    guard response.status == 200 else { throw ScrapeError(response, at: context.now()) }
    return try MetadataAnswer(response.decodedBody(byteCountMax: settings.bodyBytesMax).bytes).metrics
  }
}
