import Notifier
import Testing
import WebAPI

struct AlertmanagerRoutesTests {
  private func answer(_ status: AlertmanagersStatus) async throws -> String {
    try await TestServer.run(routes: { _, _ in [AlertmanagerRoutes(alertmanagers: { status })] }) {
      try await $0.get("/api/v1/alertmanagers").text
    }
  }

  @Test func `lists who is told, how that goes, and who was dropped`() async throws {
    let status = AlertmanagersStatus(
      active: [.init(url: "http://a/api/v2/alerts", queueLength: 3, lastError: "refused")], dropped: ["http://b/x"])
    #expect(
      try await answer(status)
        == #"{"status":"success","data":{"activeAlertmanagers":[{"url":"http://a/api/v2/alerts","iapetus":{"queueLength":3,"#
        + #""lastError":"refused"}}],"droppedAlertmanagers":[{"url":"http://b/x"}]}}"#)
  }

  @Test func `nobody is an empty list`() async throws {
    let none = #"{"status":"success","data":{"activeAlertmanagers":[],"droppedAlertmanagers":[]}}"#
    #expect(try await answer(AlertmanagersStatus()) == none)
  }
}
