import Budget
import DNS
import Discovery
import Exposition
import Glibc
import Notifier
import Outbound
import Rules
import Scrape
import TestSupport
import Testing
import TimeSeries

@testable import Config

@Suite struct ConfigLoaderTests {
  private func load(_ text: String, environment: [String: String] = [:]) throws -> ServerConfig {
    try ConfigLoader.load(text: text, path: "/etc/iapetus/iapetus.yml") { environment[$0] }
  }

  private func job(_ text: String) throws -> ScrapeConfig {
    try #require(load("scrape_configs:\n- job_name: j\n" + text).scrapeConfigs.first)
  }

  @Test func `an empty file is all defaults`() throws {
    for text in ["", "\n# nothing\n", "---\n", "{}", "global:\nscrape_configs: []\n"] {
      let config = try load(text)
      #expect(config.global == GlobalConfig(), "\(text)")
      #expect(config.scrapeConfigs.isEmpty)
    }
    let global = GlobalConfig()
    #expect(global.scrapeInterval == 60_000)
    #expect(global.scrapeTimeout == 10_000)
    #expect(global.evaluationInterval == 60_000)
    #expect(global.replicaLabels == ["replica"])
  }

  @Test func `a federation job has the defaults of a federating parent`() throws {
    let federation = try job("  metrics_path: /federate\n")
    #expect(federation.honorLabels)
    #expect(federation.trackTimestampsStaleness)
    #expect(federation.effectiveParams["match[]"] == ScrapeConfig.federationSelectors)
    let other = try job("")
    #expect(!other.honorLabels)
    #expect(!other.trackTimestampsStaleness)
    let explicit = try job("  metrics_path: /prometheus/federate\n  honor_labels: false\n")
    #expect(!explicit.honorLabels)
    #expect(explicit.trackTimestampsStaleness)
  }

  @Test func `native histograms put protobuf first, unless the formats are named`() throws {
    let config = try load(
      """
      global: {scrape_native_histograms: true}
      scrape_configs:
      - {job_name: a, always_scrape_classic_histograms: true, native_histogram_min_bucket_factor: 1.1}
      - {job_name: b, scrape_native_histograms: false, native_histogram_bucket_limit: 160}
      - {job_name: c, scrape_protocols: [PrometheusText0.0.4, PrometheusProto]}
      """)
    #expect(config.scrapeConfigs.map(\.scrapeNativeHistograms) == [true, false, true])
    #expect(config.scrapeConfigs.map(\.alwaysScrapeClassicHistograms) == [true, false, false])
    #expect(config.scrapeConfigs.map { $0.scrapeProtocols.count } == [5, 4, 2])
    #expect(
      config.scrapeConfigs.map { $0.scrapeProtocols.first?.rawValue } == [
        "PrometheusProto", "OpenMetricsText1.0.0", "PrometheusText0.0.4",
      ])
    #expect(config.scrapeConfigs.map(\.nativeHistogramMinBucketFactor) == [1.1, 0, 0])
    #expect(config.scrapeConfigs.map(\.nativeHistogramBucketLimit) == [0, 160, 0])
  }

  @Test func `a job inherits intervals and limits`() throws {
    let config = try load(
      """
      global: {scrape_interval: 5s, sample_limit: 7, body_size_limit: 1MB}
      scrape_configs:
      - {job_name: a}
      - {job_name: b, scrape_interval: 30s, sample_limit: 9, body_size_limit: 0}
      """)
    #expect(config.scrapeConfigs.map(\.scrapeInterval) == [5000, 30_000])
    // The default timeout is cut to the interval.
    #expect(config.scrapeConfigs.map(\.scrapeTimeout) == [5000, 5000])
    #expect(config.scrapeConfigs.map(\.sampleLimit) == [7, 9])
    #expect(config.scrapeConfigs.map(\.bodySizeLimit) == [1 << 20, 1 << 20])
  }

  @Test func `when children are scraped, how far they are spared, and which bodies are split, can be said`() throws {
    let job = try job(
      """
        scrape_phase: {follow: false, spread: 0.5, agreements: 6, late: 7, moves: 8, rest: 9, groups: 10}
        scrape_backoff: {after: 5, max: 0s}
        split_body_above: 1MB
      """)
    #expect(!job.phase.follows && job.phase.spread == 0.5)
    #expect(job.phase.agreementsLeast == 6 && job.phase.lateMost == 7 && job.phase.movesMost == 8)
    #expect(job.phase.restBodies == 9 && job.phase.groupsMax == 10)
    #expect(job.backoff.after == 5 && job.backoff.max == 0)
    #expect(job.splitBodyAbove == 1 << 20)
  }

  @Test func `how much of a Kubernetes cluster is read, and when pushed series are gone, can be said`() throws {
    let config = try load(
      """
      clusters: {push_series_silence: 8m}
      scrape_configs:
      - job_name: j
        kubernetes_sd_configs:
        - role: pod
          limits: {objects: 10, page_objects: 5, page_size: 1MB, unread_size: 2MB, request_timeout: 3s, watch_time: 4s,
            settle_interval: 5s, retry_pause: 6s, retry_pause_max: 7s}
      """)
    var limits = KubernetesLimits()
    (limits.objectsMax, limits.pageObjects) = (10, 5)
    (limits.pageBytesMax, limits.unreadBytesMax) = (1 << 20, 2 << 20)
    (limits.requestTimeout, limits.watchTime, limits.settleInterval) = (3000, 4000, 5000)
    (limits.retryLeast, limits.retryMost) = (6000, 7000)
    #expect(config.scrapeConfigs.first?.kubernetesConfigs.first?.limits == limits)
    #expect(config.scrapeSettings.pushedSilence == 480_000)
  }

  @Test func `external labels take variables of the environment`() throws {
    let config = try load(
      "global: {external_labels: {a: '${HOST}-$ZONE', b: 'x$$y', c: '${NONE}', d: '${HOST}${HOST}'}}",
      environment: ["HOST": "h1", "ZONE": "z"])
    #expect(config.global.externalLabels == ["a": "h1-z", "b": "x$y", "d": "h1h1"])
  }

  @Test func `paths start at the file`() throws {
    let job = try job(
      """
        basic_auth: {username: u, password_file: secrets/p}
        tls_config: {ca_file: /ca.pem}
        file_sd_configs: [{files: [children/*.yml]}]
      """)
    #expect(job.http.credentials == .basic(username: .text("u"), password: .file("/etc/iapetus/secrets/p")))
    #expect(job.http.tls.authorities == .file("/ca.pem"))
    #expect(job.fileConfigs == [FileDiscoveryConfig(files: ["/etc/iapetus/children/*.yml"])])
  }

  @Test func `a budget is read with its priorities`() throws {
    let job = try job(
      """
        metrics_path: /federate
        series_budget: {limit: 500, mode: observe, priority: ['{__name__=~"cluster:.*"}'], new_series_per_hour: 200, idle_release: 2h, lines_per_series: 9}
      """)
    let budget = try #require(job.seriesBudget)
    #expect(budget.limit == 500)
    #expect(budget.mode == .observe)
    #expect(budget.priority == [[try LabelMatcher("__name__", .matches, "cluster:.*")]])
    #expect(budget.newSeriesPerHour == 200)
    #expect(budget.idleRelease == 7_200_000)
    #expect(budget.loweringGrace == BudgetPolicy.loweringGraceDefault)
    #expect(budget.linesPerSeries == 9)
  }

  @Test func `alerting names Alertmanagers, by any discovery, and how they are asked`() throws {
    let config = try load(
      """
      global: {external_labels: {region: world}, replica_labels: [copy]}
      alerting:
        alert_relabel_configs: [{regex: internal, action: labeldrop}]
        alertmanagers:
          - static_configs: [{targets: ['am:9093']}]
            timeout: 5s
            scheme: https
            path_prefix: /am
            authorization: {credentials: x}
          - http_sd_configs: [{url: 'http://sd/am', refresh_interval: 7s, empty_grace: 8s}]
            dns_sd_configs: [{names: [_am._tcp.example.com]}, {names: [am], type: A, port: 9093}]
            alert_relabel_configs: [{source_labels: [severity], regex: page, action: keep}]
            relabel_configs: [{target_label: __alerts_path__, replacement: /x}]
      """
    ).notifierSettings
    #expect(config.externalLabels == ["region": "world"])
    #expect(config.replicaLabels == ["copy"])
    #expect(config.alerting.alertRelabelRules.map(\.action) == [.labelDrop])
    let first = config.alerting.alertmanagers[0]
    #expect(first.timeout == 5000 && first.scheme == .https && first.pathPrefix == "/am")
    #expect(first.http.credentials == .authorization(type: "Bearer", secret: .text("x")))
    #expect(first.discovery == DiscoverySources(statics: [StaticDiscoveryConfig(targets: ["am:9093"])]))
    let second = config.alerting.alertmanagers[1]
    var listed = HTTPDiscoveryConfig(url: "http://sd/am", refreshInterval: 7000)
    listed.emptyGrace = 8000
    #expect(second.discovery.http == [listed])
    #expect(
      second.discovery.dns == [
        DNSDiscoveryConfig(names: ["_am._tcp.example.com"]), DNSDiscoveryConfig(names: ["am"], kind: .a, port: 9093),
      ])
    #expect(second.alertRelabelRules.map(\.action) == [.keep])
    #expect(second.relabelRules.map(\.targetLabel) == ["__alerts_path__"])
  }

  @Test func `anchors, aliases and merge keys mean what they mean in YAML`() throws {
    let config = try load(
      """
      scrape_configs:
      - &base {job_name: a, scrape_interval: 7s, honor_labels: true}
      - <<: *base
        job_name: b
        scrape_timeout: 3s
      """)
    #expect(config.scrapeConfigs.map(\.jobName) == ["a", "b"])
    #expect(config.scrapeConfigs.map(\.scrapeInterval) == [7000, 7000])
    #expect(config.scrapeConfigs.map(\.honorLabels) == [true, true])
  }

  @Test func `errors of all files come at once`() throws {
    let folder = TemporaryDirectory()
    try TextFile.write("groups: [{name: g, rules: [{record: x}]}]\n", to: folder.path + "/r.yml")
    try TextFile.write("scrape_configs: [{job_name: j, nonsense: 1}]\n", to: folder.path + "/s.yml")
    let main = "rule_files: [r.yml]\nscrape_config_files: ['*.yml', missing.yml]\nglobal: {scrape_interval: 1x}\n"
    try TextFile.write(main, to: folder.path + "/main.yaml")
    let error = #expect(throws: ConfigError.self) { try ConfigLoader.load(path: folder.path + "/main.yaml") }
    let files = Set((error?.issues ?? []).map { String($0.file.split(separator: "/").last ?? "") })
    #expect(files == ["main.yaml", "r.yml", "s.yml"])
    #expect(error?.reason == .invalid)
  }

  @Test func `rule files and scrape config files are found by pattern, each once`() throws {
    let folder = TemporaryDirectory()
    try TextFile.write("groups: [{name: g, rules: [{record: x, expr: y}]}]\n", to: folder.path + "/a.rules")
    try TextFile.write("scrape_configs: [{job_name: j}]\n", to: folder.path + "/jobs.yml")
    let main = "rule_files: ['*.rules', a.rules, 'none*']\nscrape_config_files: [jobs.yml]\n"
    try TextFile.write(main, to: folder.path + "/main.yml")
    let config = try ConfigLoader.load(path: folder.path + "/main.yml")
    #expect(config.ruleGroups.map(\.file) == [folder.path + "/a.rules"])
    #expect(config.scrapeConfigs.map(\.jobName) == ["j"])
    #expect(
      config.files == [
        ConfigFile(path: folder.path + "/main.yml", content: .main),
        ConfigFile(path: folder.path + "/jobs.yml", content: .jobs(count: 1)),
        ConfigFile(path: folder.path + "/a.rules", content: .rules(count: 1)),
      ])
    // The paths are shown as they were resolved.
    #expect(config.redactedYAML.contains("rule_files:\n- \"\(folder.path)/*.rules\"\n- \(folder.path)/a.rules\n"))
    #expect(config.redactedYAML.contains("scrape_config_files:\n- \(folder.path)/jobs.yml\n"))
  }

  @Test func `a job name is found once over all files, and a repeated one says where it was first`() throws {
    let folder = TemporaryDirectory()
    try TextFile.write("scrape_configs: [{job_name: a}, {job_name: b}]\n", to: folder.path + "/one.yml")
    try TextFile.write("scrape_configs:\n- job_name: b\n- job_name: c\n", to: folder.path + "/two.yml")
    let main = folder.path + "/main.yaml"
    try TextFile.write("scrape_configs: [{job_name: a}]\nscrape_config_files: ['*.yml']\n", to: main)
    let error = #expect(throws: ConfigError.self) { try ConfigLoader.load(path: main) }
    #expect(
      error?.description == """
        \(folder.path)/one.yml:1:29: found multiple scrape configs with job name "a", first found in main config file
        \(folder.path)/two.yml:2:13: found multiple scrape configs with job name "b", first found in \
        "\(folder.path)/one.yml"
        """)
  }

  @Test func `a scrape config file inherits the globals, and its paths start at itself`() throws {
    let folder = TemporaryDirectory()
    let jobs = "scrape_configs: [{job_name: j, file_sd_configs: [{files: [t.yml]}]}]\n"
    try #require(mkdir(folder.path + "/jobs", 0o700) == 0)
    try TextFile.write(jobs, to: folder.path + "/jobs/.hidden.yml")
    try TextFile.write(
      "global: {scrape_interval: 7s, scrape_timeout: 3s}\nscrape_config_files: ['jobs/*.yml']\n",
      to: folder.path + "/main.yml")
    let job = try #require(ConfigLoader.load(path: folder.path + "/main.yml").scrapeConfigs.first)
    #expect(job.scrapeInterval == 7000 && job.scrapeTimeout == 3000)
    #expect(job.fileConfigs == [FileDiscoveryConfig(files: [folder.path + "/jobs/t.yml"])])
  }

  @Test func `a file that is not there says so`() {
    let error = #expect(throws: ConfigError.self) { try ConfigLoader.load(path: "/nowhere/iapetus.yml") }
    #expect(error?.reason == .unreadable)
    #expect(error?.description == "/nowhere/iapetus.yml: reading the file: No such file or directory")
  }
}
