import Budget
import Discovery
import Exposition
import Scrape
import TimeSeries

/// Reads one entry of `scrape_configs`.
enum ScrapeSection {
  static func read(_ section: SectionReader, _ global: GlobalConfig) -> ScrapeConfig {
    let name = section.text("job_name") ?? ""
    if name.isEmpty { section.log.report(section.position, "job_name is empty") }
    // The path comes first: a federation job has defaults of its own.
    var config = ScrapeConfig(jobName: name, metricsPath: metricsPath(section))
    readTiming(section, global, &config)
    readLabels(section, &config)
    readRequest(section, &config)
    readLimits(section, global, &config)
    readTargets(section, &config)
    readFederation(section, &config)
    readFormats(section, global, &config)
    config.fallbackScrapeProtocol = section.choice("fallback_scrape_protocol")
    config.extraScrapeMetrics = section.bool("extra_scrape_metrics") ?? global.extraScrapeMetrics
    UnsupportedScrapeKeys.check(section)
    section.finish()
    return config
  }

  private static func metricsPath(_ section: SectionReader) -> String {
    let path = section.text("metrics_path") ?? ScrapeConfig.metricsPathDefault
    if path.contains("?") {
      section.report("metrics_path", "metrics_path takes no parameters; write them under params")
    }
    return path
  }

  private static func readTiming(_ section: SectionReader, _ global: GlobalConfig, _ config: inout ScrapeConfig) {
    config.scrapeInterval = section.nonzeroDuration("scrape_interval") ?? global.scrapeInterval
    let timeout = section.nonzeroDuration("scrape_timeout")
    if let timeout, timeout > config.scrapeInterval {
      let job = QuotedText.quoted(config.jobName)
      section.report(
        "scrape_timeout", "scrape timeout greater than scrape interval for scrape config with job name \(job)")
    }
    config.scrapeTimeout = timeout ?? min(global.scrapeTimeout, config.scrapeInterval)
    config.splitBodyAbove = section.byteCount("split_body_above") ?? config.splitBodyAbove
    config.phase = section.section("scrape_phase").map(ScrapePaceSection.phase) ?? config.phase
    config.backoff = section.section("scrape_backoff").map(ScrapePaceSection.backoff) ?? config.backoff
  }

  private static func readLabels(_ section: SectionReader, _ config: inout ScrapeConfig) {
    config.honorLabels = section.bool("honor_labels") ?? config.honorLabels
    config.honorTimestamps = section.bool("honor_timestamps") ?? config.honorTimestamps
    config.trackTimestampsStaleness =
      section.bool("track_timestamps_staleness") ?? config.trackTimestampsStaleness
    config.relabelRules = RelabelSection.readAll(section, "relabel_configs")
    config.metricRelabelRules = RelabelSection.readAll(section, "metric_relabel_configs")
  }

  private static func readRequest(_ section: SectionReader, _ config: inout ScrapeConfig) {
    for entry in section.entries("params") {
      guard case .list(let values) = entry.value.content else {
        section.log.report(entry.value.position, "params.\(entry.key) must be a list, not \(entry.value.kind)")
        continue
      }
      config.params[entry.key] = values.compactMap { section.text(of: $0, "an element of params.\(entry.key)") }
    }
    config.scheme = section.choice("scheme") ?? .http
    config.enableCompression = section.bool("enable_compression") ?? true
    config.http = HTTPSection.read(section)
    config.headers = HTTPSection.headers(section)
  }

  /// A limit of zero takes the global one, as in Prometheus.
  private static func readLimits(_ section: SectionReader, _ global: GlobalConfig, _ config: inout ScrapeConfig) {
    func limit(_ key: String, _ inherited: Int) -> Int {
      section.integer(key).flatMap { $0 == 0 ? nil : $0 } ?? inherited
    }
    config.bodySizeLimit = section.byteCount("body_size_limit").flatMap { $0 == 0 ? nil : $0 } ?? global.bodySizeLimit
    config.sampleLimit = limit("sample_limit", global.sampleLimit)
    config.targetLimit = limit("target_limit", global.targetLimit)
    config.labelLimit = limit("label_limit", global.labelLimit)
    config.labelNameLengthLimit = limit("label_name_length_limit", global.labelNameLengthLimit)
    config.labelValueLengthLimit = limit("label_value_length_limit", global.labelValueLengthLimit)
    config.keepDroppedTargets = limit("keep_dropped_targets", global.keepDroppedTargets)
    config.nativeHistogramBucketLimit = section.integer("native_histogram_bucket_limit") ?? 0
    config.nativeHistogramMinBucketFactor = section.number("native_histogram_min_bucket_factor") ?? 0
  }

  private static func readFormats(_ section: SectionReader, _ global: GlobalConfig, _ config: inout ScrapeConfig) {
    config.scrapeNativeHistograms = section.bool("scrape_native_histograms") ?? global.scrapeNativeHistograms
    config.alwaysScrapeClassicHistograms =
      section.bool("always_scrape_classic_histograms") ?? global.alwaysScrapeClassicHistograms
    let suitable = config.scrapeNativeHistograms ? ScrapeProtocol.protobufFirst : ScrapeProtocol.textual
    config.scrapeProtocols = ScrapeProtocolList.read(section) ?? global.scrapeProtocols ?? suitable
  }

  private static func readTargets(_ section: SectionReader, _ config: inout ScrapeConfig) {
    let sources = DiscoverySections.readAll(section)
    config.staticConfigs = sources.statics
    config.fileConfigs = sources.files
    config.httpConfigs = sources.http
    config.dnsConfigs = sources.dns
    config.kubernetesConfigs = sources.kubernetes
  }

  private static func readFederation(_ section: SectionReader, _ config: inout ScrapeConfig) {
    config.seriesBudget = section.section("series_budget").map { BudgetSection.read($0) }
    config.allowRaw = section.bool("allow_raw") ?? false
    guard config.isFederation, !config.allowRaw, let params = section.node("params") else { return }
    FederationSelectors.check(params, section.log)
  }
}
