import Scrape
import TimeSeries

/// Reads `global`.
enum GlobalSection {
  static func read(_ section: SectionReader, environment: (String) -> String?) -> GlobalConfig {
    var config = GlobalConfig()
    readTiming(section, &config)
    readLimits(section, &config)
    config.externalLabels = externalLabels(section, environment)
    if section.has("replica_labels") { config.replicaLabels = replicaLabels(section) }
    config.scrapeProtocols = ScrapeProtocolList.read(section)
    config.scrapeNativeHistograms = section.bool("scrape_native_histograms") ?? false
    config.alwaysScrapeClassicHistograms = section.bool("always_scrape_classic_histograms") ?? false
    config.extraScrapeMetrics = section.bool("extra_scrape_metrics") ?? false
    UnsupportedScrapeKeys.check(section)
    config.queryLogFile = section.path("query_log_file") ?? ""
    section.finish()
    return config
  }

  private static func readTiming(_ section: SectionReader, _ config: inout GlobalConfig) {
    config.scrapeInterval = section.nonzeroDuration("scrape_interval") ?? config.scrapeInterval
    let timeout = section.nonzeroDuration("scrape_timeout")
    if let timeout, timeout > config.scrapeInterval {
      section.report("scrape_timeout", "global scrape timeout greater than scrape interval")
    }
    config.scrapeTimeout = timeout ?? min(config.scrapeTimeout, config.scrapeInterval)
    config.evaluationInterval = section.nonzeroDuration("evaluation_interval") ?? config.evaluationInterval
    config.ruleDeadline = section.duration("rule_deadline")
    config.ruleQueryOffset = section.duration("rule_query_offset") ?? 0
  }

  private static func readLimits(_ section: SectionReader, _ config: inout GlobalConfig) {
    config.bodySizeLimit = section.byteCount("body_size_limit") ?? 0
    config.sampleLimit = section.integer("sample_limit") ?? 0
    config.targetLimit = section.integer("target_limit") ?? 0
    config.labelLimit = section.integer("label_limit") ?? 0
    config.labelNameLengthLimit = section.integer("label_name_length_limit") ?? 0
    config.labelValueLengthLimit = section.integer("label_value_length_limit") ?? 0
    config.keepDroppedTargets = section.integer("keep_dropped_targets") ?? 0
  }

  private static func externalLabels(_ section: SectionReader, _ environment: (String) -> String?) -> Labels {
    var builder = LabelsBuilder()
    for (name, text, entry) in section.textEntries("external_labels") {
      if name.isEmpty || name == LabelName.metricName {
        section.log.report(entry.keyPosition, "\(QuotedText.quoted(name)) is not a valid label name")
      }
      builder.set(name, to: EnvironmentText.expanded(text, environment))
    }
    return builder.labels()
  }

  private static func replicaLabels(_ section: SectionReader) -> [String] {
    section.texts("replica_labels").compactMap { name, position in
      if !name.isEmpty, name != LabelName.metricName { return name }
      section.log.report(position, "\(QuotedText.quoted(name)) cannot be a replica label")
      return nil
    }
  }
}
