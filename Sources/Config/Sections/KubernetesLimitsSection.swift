import Discovery
import TimeSeries

/// Reads `limits` of one entry of `kubernetes_sd_configs`.
enum KubernetesLimitsSection {
  static func read(_ section: SectionReader) -> KubernetesLimits {
    var limits = KubernetesLimits()
    limits.objectsMax = section.integer("objects", least: 1) ?? limits.objectsMax
    limits.pageObjects = section.integer("page_objects", least: 1) ?? limits.pageObjects
    limits.pageBytesMax = size("page_size", section) ?? limits.pageBytesMax
    limits.unreadBytesMax = size("unread_size", section) ?? limits.unreadBytesMax
    limits.requestTimeout = section.nonzeroDuration("request_timeout") ?? limits.requestTimeout
    limits.watchTime = section.nonzeroDuration("watch_time") ?? limits.watchTime
    limits.settleInterval = section.nonzeroDuration("settle_interval") ?? limits.settleInterval
    limits.retryLeast = section.nonzeroDuration("retry_pause") ?? limits.retryLeast
    limits.retryMost = section.nonzeroDuration("retry_pause_max") ?? max(limits.retryMost, limits.retryLeast)
    if limits.retryMost < limits.retryLeast {
      section.report("retry_pause_max", "retry_pause_max must not be shorter than retry_pause")
    }
    section.finish()
    return limits
  }

  /// Nothing fits into no bytes.
  private static func size(_ key: String, _ section: SectionReader) -> Int? {
    guard let bytes = section.byteCount(key) else { return nil }
    if bytes > 0 { return bytes }
    section.report(key, "\(key) must be larger than 0")
    return nil
  }
}
