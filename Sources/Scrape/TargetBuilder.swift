import Discovery
import TimeSeries

/// Makes targets of what discovery found: the defaults of the job, relabelling, and the checks after it.
struct TargetBuilder {
  enum Outcome: Equatable {
    case target(Target)
    case dropped(discoveredLabels: Labels)
  }

  private enum Name {
    static let address = "__address__"
    static let scheme = "__scheme__"
    static let metricsPath = "__metrics_path__"
    static let interval = "__scrape_interval__"
    static let timeout = "__scrape_timeout__"
    static let unixSocket = "__unix_socket__"
    static let budget = "__series_budget__"
    static let parameterPrefix = "__param_"
    static let reservedPrefix = "__"
  }

  private let config: ScrapeConfig
  private let relabeler: Relabeler

  init(_ config: ScrapeConfig) {
    self.config = config
    relabeler = Relabeler(config.relabelRules)
  }

  /// What becomes of each target of a group. One that cannot be scraped says why and leaves the others alone.
  func build(_ group: TargetGroup) -> [Result<Outcome, TargetError>] {
    group.targets.map { address in
      Result { () throws(TargetError) in try build(address, group.labels) }
    }
  }

  private func build(_ address: String, _ groupLabels: Labels) throws(TargetError) -> Outcome {
    var builder = LabelsBuilder(groupLabels)
    builder.set(Name.address, to: address)
    for (name, value) in defaults where builder[name].isEmpty { builder.set(name, to: value) }
    let discovered = builder.labels()
    builder = LabelsBuilder(discovered)
    guard relabeler.apply(to: &builder) else { return .dropped(discoveredLabels: discovered) }
    return .target(try target(builder, discovered))
  }

  private var defaults: [(String, String)] {
    [
      (LabelName.job, config.jobName), (Name.interval, PromDuration.text(config.scrapeInterval)),
      (Name.timeout, PromDuration.text(config.scrapeTimeout)), (Name.metricsPath, config.metricsPath),
      (Name.scheme, config.scheme.rawValue),
    ] + config.effectiveParams.compactMap { name, values in values.first.map { (Name.parameterPrefix + name, $0) } }
  }

  private func target(_ builder: LabelsBuilder, _ discovered: Labels) throws(TargetError) -> Target {
    let address = builder[Name.address]
    if address.isEmpty { throw TargetError(discovered, "no address") }
    if address.contains("/") { throw TargetError(discovered, "\(QuotedText.quoted(address)) is not a valid hostname") }
    let (interval, timeout) = try times(builder, discovered)
    let (location, params) = (location(builder), params(builder))
    let query = QueryText.form(params)
    return Target(
      discoveredLabels: discovered, labels: seriesLabels(builder), url: location + (query.isEmpty ? "" : "?" + query),
      scrapeInterval: interval, scrapeTimeout: timeout,
      unixSocket: builder[Name.unixSocket].isEmpty ? nil : builder[Name.unixSocket], location: location, params: params,
      selectors: config.isFederation ? params[ScrapeConfig.selectorParameter] ?? [] : [],
      budgetLimit: try budgetLimit(builder, discovered))
  }

  private func times(
    _ builder: LabelsBuilder, _ discovered: Labels
  ) throws(TargetError) -> (interval: Milliseconds, timeout: Milliseconds) {
    func duration(_ name: String, _ what: String) throws(TargetError) -> Milliseconds {
      guard let value = PromDuration.parse(builder[name]) else {
        throw TargetError(discovered, "error parsing scrape \(what): not a valid duration string: \"\(builder[name])\"")
      }
      if value == 0 { throw TargetError(discovered, "scrape \(what) cannot be 0") }
      return value
    }
    let (interval, timeout) = (try duration(Name.interval, "interval"), try duration(Name.timeout, "timeout"))
    guard timeout <= interval else {
      let texts = "(\"\(builder[Name.timeout])\" > \"\(builder[Name.interval])\")"
      throw TargetError(discovered, "scrape timeout cannot be greater than scrape interval \(texts)")
    }
    return (interval, timeout)
  }

  private func budgetLimit(_ builder: LabelsBuilder, _ discovered: Labels) throws(TargetError) -> Int? {
    let text = builder[Name.budget]
    if text.isEmpty { return nil }
    guard let limit = Int(text), limit >= 0 else {
      throw TargetError(discovered, "label __series_budget__ is \(QuotedText.quoted(text)), not a number of series")
    }
    return limit
  }

  private func seriesLabels(_ builder: LabelsBuilder) -> Labels {
    var labels = builder
    if labels[LabelName.instance].isEmpty { labels.set(LabelName.instance, to: labels[Name.address]) }
    for name in labels.names where name.hasPrefix(Name.reservedPrefix) { labels.remove(name) }
    return labels.labels()
  }

  /// The label `__param_x` stands in for the first value of the parameter x.
  private func params(_ builder: LabelsBuilder) -> [String: [String]] {
    var params = config.effectiveParams
    for name in builder.names where name.hasPrefix(Name.parameterPrefix) {
      let parameter = String(name.dropFirst(Name.parameterPrefix.count))
      params[parameter] = [builder[name]] + (params[parameter] ?? []).dropFirst()
    }
    return params
  }

  private func location(_ builder: LabelsBuilder) -> String {
    let path = builder[Name.metricsPath]
    return "\(builder[Name.scheme])://\(builder[Name.address])" + (path.hasPrefix("/") ? path : "/" + path)
  }
}
