package import Exposition
import Scrape
package import TimeSeries

/// The section `global`: what holds unless a job or a rule group says otherwise.
package struct GlobalConfig: Sendable, Equatable {
  package var scrapeInterval: Milliseconds = 60_000
  /// At most the interval.
  package var scrapeTimeout: Milliseconds = 10_000
  /// `nil`: what suits each job, see ``ScrapeProtocol/protobufFirst``.
  package var scrapeProtocols: [ScrapeProtocol]?
  package var scrapeNativeHistograms = false
  package var alwaysScrapeClassicHistograms = false
  package var evaluationInterval: Milliseconds = 60_000
  package var ruleQueryOffset: Milliseconds = 0
  /// How long after a slot rules wait for clusters. `nil`: the longest scrape interval of a federation job and a quarter.
  package var ruleDeadline: Milliseconds?
  /// Environment variables in the values are already in place.
  package var externalLabels = Labels.empty
  /// Labels that tell replicas apart; the flag `--query.replica-label` adds to them.
  package var replicaLabels = ScrapeSettings.replicaLabelsDefault
  /// Where every query that ends gets a line; empty: nowhere.
  package var queryLogFile = ""
  package var extraScrapeMetrics = false
  /// A job inherits these where it says nothing or zero. Bytes; 0 is no limit, here and below.
  package var bodySizeLimit = 0
  package var sampleLimit = 0
  package var targetLimit = 0
  package var labelLimit = 0
  package var labelNameLengthLimit = 0
  package var labelValueLengthLimit = 0
  package var keepDroppedTargets = 0

  package init() {}
}
