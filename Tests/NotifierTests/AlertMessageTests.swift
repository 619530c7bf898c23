import Testing
import TimeSeries

@testable import Notifier

struct AlertMessageTests {
  @Test func `is what Alertmanager's API wants`() {
    let alert = Alert(
      labels: ["alertname": "A", "quoted": "\"x\"\n"], annotations: [Label(name: "summary", value: "ü")],
      startsAt: 1_700_000_000_123, endsAt: 1_700_000_240_000, generatorURL: "http://h/graph?g0.expr=up&g0.tab=1")
    #expect(
      String(decoding: AlertMessage.body(of: [alert]), as: UTF8.self)
        == #"[{"labels":{"alertname":"A","quoted":"\"x\"\n"},"annotations":{"summary":"ü"},"#
        + #""startsAt":"2023-11-14T22:13:20.123Z","endsAt":"2023-11-14T22:17:20Z","#
        + #""generatorURL":"http://h/graph?g0.expr=up&g0.tab=1"}]"#)
    let two = Alert(labels: ["a": "b"], startsAt: 0, endsAt: 0)
    #expect(String(decoding: AlertMessage.body(of: [two, two]), as: UTF8.self).contains("},{"))
  }
}
