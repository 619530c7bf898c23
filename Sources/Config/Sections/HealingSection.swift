import Healing
import TimeSeries

/// Reads `healing`.
enum HealingSection {
  static func read(_ section: SectionReader) -> HealingSettings {
    var settings = HealingSettings()
    settings.isEnabled = section.bool("enabled") ?? settings.isEnabled
    settings.maxAge = section.nonzeroDuration("max_age") ?? settings.maxAge
    settings.concurrency = section.integer("concurrency", least: 1) ?? settings.concurrency
    if let rate = section.integer("requests_per_second", least: 1) { settings.requestsPerSecond = Double(rate) }
    settings.sliceLength = section.nonzeroDuration("slice") ?? settings.sliceLength
    settings.timeout = section.nonzeroDuration("timeout") ?? settings.timeout
    settings.bodyBytesMax = bounded(section.byteCount("body_size_limit"), settings.bodyBytesMax)
    settings.samplesMax = bounded(section.integer("sample_limit"), settings.samplesMax)
    settings.seriesMax = bounded(section.integer("series_limit"), settings.seriesMax)
    if settings.sliceLength < HealingSettings.sliceLengthMin {
      section.report("slice", "slice must be at least \(PromDuration.text(HealingSettings.sliceLengthMin))")
    }
    section.finish()
    return settings
  }

  /// No answer is without a bound: 0 takes the default.
  private static func bounded(_ limit: Int?, _ otherwise: Int) -> Int {
    (limit ?? 0) > 0 ? limit ?? otherwise : otherwise
  }
}
