import Healing
import TestSupport
import Testing

@testable import WebAPI

struct HealingRoutesTests {
  @Test func `gaps are shown with their state and the last error`() async throws {
    var open = HealingStatus.GapStatus(cluster: "eu", gap: Gap(from: 1000, until: 61_000, noticedAt: 62_000))
    open.state = .retrying
    open.lastError = "no answer"
    open.lastErrorReason = "timeout"
    open.nextAttempt = 70_000
    var finished = HealingStatus.GapStatus(
      cluster: "us", gap: Gap(from: 0, until: 5000, noticedAt: 6000), state: .healed)
    finished.route = .remoteRead
    finished.sampleCount = 12
    let status = HealingStatus(isEnabled: true, open: [open], finished: [finished])
    let text = try await TestServer.run(routes: { _, _ in [HealingRoutes(healing: { status })] }) {
      try await $0.get("/api/v1/status/healing").text
    }
    #expect(text.contains(#""cluster":"eu","state":"retrying","from":"1970-01-01T00:00:01Z""#), "\(text)")
    #expect(text.contains(#""lastError":"no answer","lastErrorReason":"timeout""#))
    #expect(text.contains(#""nextAttempt":"1970-01-01T00:01:10Z""#))
    #expect(text.contains(#""route":"remote_read","samplesHealed":12"#))
  }
}
