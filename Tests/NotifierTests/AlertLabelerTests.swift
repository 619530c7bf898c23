import Testing
import TimeSeries

@testable import Notifier

struct AlertLabelerTests {
  private func labeled(_ labels: Labels, _ settings: NotifierSettings) -> Labels? {
    AlertLabeler(settings).labeled(Alert(labels: labels, startsAt: 0, endsAt: 0))?.labels
  }

  @Test func `external labels fill in what is missing`() {
    let settings = NotifierSettings(externalLabels: ["region": "world", "severity": "none"])
    #expect(
      labeled(["alertname": "A", "severity": "page"], settings)
        == ["alertname": "A", "severity": "page", "region": "world"])
  }

  @Test func `relabelling sees external labels, and may drop`() throws {
    var settings = NotifierSettings(externalLabels: ["region": "world"])
    settings.alerting.alertRelabelRules = [
      try RelabelRule(sourceLabels: ["region"], targetLabel: "area"),
      try RelabelRule(sourceLabels: ["severity"], regex: "debug", action: .drop),
    ]
    #expect(labeled(["alertname": "A"], settings) == ["alertname": "A", "region": "world", "area": "world"])
    #expect(labeled(["alertname": "A", "severity": "debug"], settings) == nil)
  }

  @Test func `the replica labels go, whoever set them`() throws {
    var settings = NotifierSettings(externalLabels: ["replica": "iapetus-1"], replicaLabels: ["replica", "copy"])
    settings.alerting.alertRelabelRules = [try RelabelRule(targetLabel: "copy", replacement: "x")]
    #expect(labeled(["alertname": "A"], settings) == ["alertname": "A"])
    #expect(labeled(["replica": "a"], settings) == nil, "without labels there is no alert")
  }

  @Test func `two servers that differ in their replica label alone say the same`() {
    let said = ["one", "two"].map { replica in
      labeled(
        ["alertname": "A", "cluster": "eu"],
        NotifierSettings(externalLabels: ["region": "world", "replica": replica], replicaLabels: ["replica"]))
    }
    #expect(said[0] == said[1])
  }
}
