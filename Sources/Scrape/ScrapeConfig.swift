package import Budget
package import Discovery
package import Exposition
package import Outbound
package import TimeSeries

/// One entry of `scrape_configs`: a job, its children, and how they are scraped.
///
/// The initializer gives Prometheus's defaults, and for a federation job those that a federating parent needs; set the
/// keys that the file names afterwards. The names are those of the file.
package struct ScrapeConfig: Sendable, Equatable {
  package static let metricsPathDefault = "/metrics"
  /// The selectors of a federation job that names none.
  package static let federationSelectors = [#"{__name__=~"job:.*"}"#, #"{__name__=~"cluster:.*"}"#]
  package static let selectorParameter = "match[]"
  /// Bounds of a child that the configuration does not bound: no child may fill the memory.
  package static let bodySizeMaxDefault = 64 << 20
  package static let linesMaxDefault = 2_000_000

  package var jobName: String
  package var honorLabels: Bool
  package var honorTimestamps = true
  /// For series with timestamps of their own; those without are always tracked.
  package var trackTimestampsStaleness: Bool
  package var params: [String: [String]] = [:]
  package var scrapeInterval: Milliseconds
  package var scrapeTimeout: Milliseconds
  package var metricsPath: String
  package var scheme: ScrapeScheme = .http
  package var enableCompression = true
  /// Credentials, encryption, proxy.
  package var http = HTTPOptions()
  /// Sent with every request beside those of the protocol: `http_headers`.
  package var headers: [HTTPHeader] = []
  package var extraScrapeMetrics = false

  /// Bytes after inflating; 0 means ``bodySizeMaxDefault``.
  package var bodySizeLimit = 0
  /// These five: 0 is no limit.
  package var sampleLimit = 0
  package var targetLimit = 0
  package var labelLimit = 0
  package var labelNameLengthLimit = 0
  package var labelValueLengthLimit = 0
  /// How many dropped targets are remembered for people; 0 is all.
  package var keepDroppedTargets = 0

  package var scrapeProtocols = ScrapeProtocol.textual
  package var scrapeNativeHistograms = false
  /// Whether the classic buckets of a native histogram are scraped, too.
  package var alwaysScrapeClassicHistograms = false
  /// 0 is no limit, for this and the next.
  package var nativeHistogramBucketLimit = 0
  package var nativeHistogramMinBucketFactor = 0.0
  package var fallbackScrapeProtocol: ScrapeProtocol?

  package var staticConfigs: [StaticDiscoveryConfig] = []
  package var fileConfigs: [FileDiscoveryConfig] = []
  package var httpConfigs: [HTTPDiscoveryConfig] = []
  package var dnsConfigs: [DNSDiscoveryConfig] = []
  package var kubernetesConfigs: [KubernetesDiscoveryConfig] = []
  package var relabelRules: [RelabelRule] = []
  package var metricRelabelRules: [RelabelRule] = []

  /// When within the interval children are scraped, and how far those that suffer are spared.
  package var phase = PhaseSettings()
  package var backoff = BackoffSettings()
  /// A federation job's selectors are asked for in several requests where a body has more bytes than this; 0 never does.
  package var splitBodyAbove = 16 << 20

  package var seriesBudget: BudgetPolicy?
  /// Whether a federation job may bring series whose names have not the form `level:metric:operation`.
  package var allowRaw = false

  package init(
    jobName: String, metricsPath: String = metricsPathDefault, scrapeInterval: Milliseconds = 60_000,
    scrapeTimeout: Milliseconds = 10_000
  ) {
    self.jobName = jobName
    self.metricsPath = metricsPath
    self.scrapeInterval = scrapeInterval
    self.scrapeTimeout = scrapeTimeout
    honorLabels = ScrapeConfig.isFederation(metricsPath)
    trackTimestampsStaleness = ScrapeConfig.isFederation(metricsPath)
  }

  /// Whether the children are Prometheus servers that are asked for a selection of what they hold.
  package var isFederation: Bool { ScrapeConfig.isFederation(metricsPath) }

  private static func isFederation(_ path: String) -> Bool { path.hasSuffix("/federate") }

  var discoverySources: DiscoverySources {
    DiscoverySources(
      statics: staticConfigs, files: fileConfigs, http: httpConfigs, dns: dnsConfigs, kubernetes: kubernetesConfigs)
  }

  /// The parameters as they are sent: a federation job that selects nothing selects the aggregates.
  package var effectiveParams: [String: [String]] {
    guard isFederation, params[ScrapeConfig.selectorParameter] == nil else { return params }
    return params.merging([ScrapeConfig.selectorParameter: ScrapeConfig.federationSelectors]) { own, _ in own }
  }
}
