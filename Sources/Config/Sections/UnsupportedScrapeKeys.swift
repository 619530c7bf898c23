import TimeSeries

/// Keys of Prometheus that `global` and jobs share and that iapetus knows one value of.
enum UnsupportedScrapeKeys {
  static func check(_ section: SectionReader) {
    accept(
      section, "convert_classic_histograms_to_nhcb", only: false,
      "a classic histogram stays what its child says it is; rules of the child can make it another")
    accept(section, "metric_name_validation_scheme", only: "utf8", "names are UTF-8 everywhere in iapetus")
    accept(section, "metric_name_escaping_scheme", only: "allow-utf-8", "names are UTF-8 everywhere in iapetus")
    section.refuse(
      "scrape_failure_log_file", "failed scrapes are shown by /api/v1/targets and the log; no file is written")
  }

  private static func accept(_ section: SectionReader, _ key: String, only wanted: Bool, _ why: String) {
    guard let value = section.bool(key), value != wanted else { return }
    section.report(key, "\(key) can only be \(wanted): \(why)")
  }

  private static func accept(_ section: SectionReader, _ key: String, only wanted: String, _ why: String) {
    guard let value = section.text(key), value != wanted else { return }
    section.report(key, "\(key) can only be \(wanted): \(why)")
  }
}
