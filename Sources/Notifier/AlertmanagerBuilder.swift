import Discovery
import TimeSeries

/// Makes Alertmanagers of what discovery found: the defaults of the configuration, relabelling, and the checks after it.
struct AlertmanagerBuilder {
  enum Outcome: Equatable {
    case active(url: String)
    /// A relabelling rule dropped it; the URL is that from before.
    case dropped(url: String)
    /// Why it cannot be told anything.
    case invalid(String)
  }

  private enum Name {
    static let address = "__address__"
    static let scheme = "__scheme__"
    static let path = "__alerts_path__"
  }

  private static let endpoint = "api/v2/alerts"

  private let config: AlertmanagerConfig
  private let relabeler: Relabeler

  init(_ config: AlertmanagerConfig) {
    self.config = config
    relabeler = Relabeler(config.relabelRules)
  }

  func outcomes(of groups: [TargetGroup]) -> [Outcome] {
    groups.flatMap { group in group.targets.map { outcome(of: $0, group.labels) } }
  }

  private func outcome(of address: String, _ groupLabels: Labels) -> Outcome {
    var builder = LabelsBuilder()
    builder.set(Name.scheme, to: config.scheme.rawValue)
    builder.set(Name.path, to: path)
    for label in groupLabels { builder.set(label.name, to: label.value) }
    builder.set(Name.address, to: address)
    let discovered = builder
    guard relabeler.apply(to: &builder) else { return .dropped(url: url(discovered)) }
    if let problem = problem(with: builder) { return .invalid(problem) }
    return .active(url: url(builder))
  }

  /// Whoever put a password into an address would find it in the API, in metrics and in the log.
  private func problem(with labels: LabelsBuilder) -> String? {
    let address = labels[Name.address]
    if address.isEmpty { return "an Alertmanager has no address" }
    if address.contains("@") { return "the address of an Alertmanager holds a user; name it under basic_auth" }
    if address.contains("/") { return "\(QuotedText.quoted(address)) is not a valid hostname" }
    guard AlertmanagerConfig.Scheme(rawValue: labels[Name.scheme]) != nil else {
      return "the scheme of \(address) is \(QuotedText.quoted(labels[Name.scheme])), not http or https"
    }
    return nil
  }

  private func url(_ labels: LabelsBuilder) -> String {
    let path = labels[Name.path]
    let host = labels[Name.address].split(separator: "@").last ?? ""
    return "\(labels[Name.scheme])://\(host)\(path.hasPrefix("/") ? "" : "/")\(path)"
  }

  private var path: String {
    "/" + (config.pathPrefix.split(separator: "/") + [Substring(AlertmanagerBuilder.endpoint)]).joined(separator: "/")
  }
}
