/// Why a configuration of scrapes is not taken.
package struct ScrapeSettingsError: Error, Sendable, Equatable, CustomStringConvertible {
  package let description: String
}

extension ScrapeSettings {
  /// What Config should have found; checked again where it would do harm.
  func validate() throws(ScrapeSettingsError) {
    var names: Set<String> = []
    for config in configs {
      guard names.insert(config.jobName).inserted else {
        throw ScrapeSettingsError(description: "found multiple scrape configs with job name \"\(config.jobName)\"")
      }
      guard config.scrapeInterval > 0, config.scrapeTimeout > 0, config.scrapeTimeout <= config.scrapeInterval else {
        throw ScrapeSettingsError(
          description: "job \"\(config.jobName)\": scrape_interval and scrape_timeout must be above 0, "
            + "and the timeout no longer than the interval")
      }
    }
  }
}
