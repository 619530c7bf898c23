import Discovery
import Testing
import TimeSeries

@testable import Notifier

struct AlertmanagerBuilderTests {
  private func outcomes(
    _ config: AlertmanagerConfig, _ targets: [String] = ["am:9093"], labels: Labels = .empty
  ) -> [AlertmanagerBuilder.Outcome] {
    AlertmanagerBuilder(config).outcomes(of: [TargetGroup(targets: targets, labels: labels)])
  }

  @Test func `scheme, address and prefix make the URL`() {
    #expect(outcomes(AlertmanagerConfig()) == [.active(url: "http://am:9093/api/v2/alerts")])
    for prefix in ["/team/am", "team/am/", "//team/am"] {
      var config = AlertmanagerConfig()
      config.scheme = .https
      config.pathPrefix = prefix
      #expect(outcomes(config) == [.active(url: "https://am:9093/team/am/api/v2/alerts")], "\(prefix)")
    }
  }

  @Test func `labels of what was found change scheme and path`() {
    let labels: Labels = ["__scheme__": "https", "__alerts_path__": "/x"]
    #expect(outcomes(AlertmanagerConfig(), labels: labels) == [.active(url: "https://am:9093/x")])
  }

  @Test func `relabelling changes, and drops`() throws {
    var config = AlertmanagerConfig()
    config.relabelRules = [
      try RelabelRule(sourceLabels: ["__meta_dns_name"], regex: "old", action: .drop),
      try RelabelRule(sourceLabels: ["__address__"], regex: "(.*):.*", targetLabel: "__address__", replacement: "$1:1"),
      try RelabelRule(targetLabel: "__alerts_path__", replacement: "/y"),
    ]
    #expect(outcomes(config) == [.active(url: "http://am:1/y")])
    #expect(outcomes(config, labels: ["__meta_dns_name": "old"]) == [.dropped(url: "http://am:9093/api/v2/alerts")])
  }

  @Test func `what cannot be told anything is said so`() {
    func isInvalid(_ address: String, _ labels: Labels = .empty) -> Bool {
      if case .invalid = outcomes(AlertmanagerConfig(), [address], labels: labels)[0] { true } else { false }
    }
    #expect(isInvalid("http://am:9093"))
    #expect(isInvalid(""))
    #expect(isInvalid("user:password@am:9093"), "it would stand in the API and in metrics")
    #expect(isInvalid("am:9093", ["__scheme__": "ftp"]))
  }
}
