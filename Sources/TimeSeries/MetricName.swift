/// Names of metrics that mean something to several rooms.
package enum MetricName {
  /// How complete a recording rule's output is, at the output's own timestamps: clusters that contributed ÷ clusters
  /// expected. Its label `rule` is the name of the output.
  package static let coverageRatio = "iapetus:coverage_ratio"
  package static let alerts = "ALERTS"
  package static let alertsForState = "ALERTS_FOR_STATE"

  /// What every scrape writes about itself, with the target's labels.
  package static let scrapeReport = [
    "up", "scrape_duration_seconds", "scrape_samples_scraped", "scrape_samples_post_metric_relabeling",
    "scrape_series_added",
  ]
  /// As above, with `extra_scrape_metrics`.
  package static let extraScrapeReport = [
    "scrape_timeout_seconds", "scrape_sample_limit", "scrape_body_size_bytes",
  ]

  /// What iapetus itself writes about children, alerts and rules: no cluster delivers it, and it is there when the clusters
  /// are not.
  package static let written = scrapeReport + extraScrapeReport + [alerts, alertsForState, coverageRatio]
}
