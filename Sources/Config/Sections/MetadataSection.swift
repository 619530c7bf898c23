import Scrape
import TimeSeries

/// Reads `metadata`.
enum MetadataSection {
  static func read(_ section: SectionReader) -> MetadataSettings {
    var settings = MetadataSettings()
    settings.isEnabled = section.bool("enabled") ?? settings.isEnabled
    settings.refreshInterval = section.nonzeroDuration("refresh_interval") ?? settings.refreshInterval
    settings.entriesMax = section.integer("entry_limit", least: 1) ?? settings.entriesMax
    if let limit = section.byteCount("body_size_limit"), limit > 0 { settings.bodyBytesMax = limit }
    section.finish()
    return settings
  }
}
