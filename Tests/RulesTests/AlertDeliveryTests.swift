import Notifier
import PromQL
import Testing
import Threads
import TimeSeries

@testable import Rules

/// Which alerts Alertmanagers hear of, and when.
struct AlertDeliveryTests {
  private static let rule = "up == 0"

  private let told = Locked<[Alert]>([])

  private func scene(storage: RecordingStorage = RecordingStorage(), at time: Timestamp = 1_000_000) throws -> RuleScene
  {
    let told = told
    return try RuleScene(
      at: time, storage: storage,
      delivery: AlertDelivery(
        resendDelay: 60_000, generatorURL: { "http://iapetus/graph?q=\($0)" },
        send: { alerts in told.withLock { $0 += alerts } }))
  }

  private func group(for hold: Milliseconds = 0) throws -> RuleGroupSettings {
    RuleNotation.group(
      try RuleNotation.alert(
        "Down", AlertDeliveryTests.rule, for: hold, labels: [("severity", "page")],
        annotations: [("summary", "{{ $labels.cluster }} is down")]))
  }

  private var all: [Alert] { told.withLock { $0 } }

  private func down(_ scene: RuleScene, _ clusters: String...) {
    scene.answer(AlertDeliveryTests.rule, clusters.map { (["__name__": "up", "cluster": $0], 0) })
  }

  /// The slot of the last evaluation.
  private func slot(_ scene: RuleScene) -> Timestamp {
    SlotSchedule(of: RuleGroupKey(file: "rules.yml", name: "g"), interval: 15_000).slot(atOrBefore: scene.now)
  }

  @Test func `a firing alert is told once, then again after the delay`() async throws {
    let scene = try scene()
    scene.apply(try group())
    down(scene, "eu")
    await scene.advance()
    let first = slot(scene)
    #expect(
      all == [
        Alert(
          labels: ["alertname": "Down", "cluster": "eu", "severity": "page"],
          annotations: [Label(name: "summary", value: "eu is down")], startsAt: first, endsAt: first + 240_000,
          generatorURL: "http://iapetus/graph?q=up == 0")
      ])
    for _ in 0..<4 { await scene.advance() }
    #expect(all.count == 1)
    await scene.advance()
    #expect(all.count == 2)
    #expect(all[1].startsAt == first)
    #expect(all[1].endsAt == first + 75_000 + 240_000)
  }

  @Test func `a pending alert is not told, and starts when it fires`() async throws {
    let scene = try scene()
    scene.apply(try group(for: 30_000))
    down(scene, "eu")
    await scene.advance()
    await scene.advance()
    #expect(all.isEmpty)
    await scene.advance()
    #expect(all.map(\.startsAt) == [slot(scene)])
  }

  @Test func `an end is told at once, again for a quarter of an hour, and then no more`() async throws {
    let scene = try scene()
    scene.apply(try group())
    down(scene, "eu", "us")
    await scene.advance()
    let began = slot(scene)
    down(scene, "us")
    await scene.advance()
    let ended = slot(scene)
    let ends = { self.all.filter { $0.labels["cluster"] == "eu" }.dropFirst() }
    #expect(ends().map(\.endsAt) == [ended])
    #expect(ends().map(\.startsAt) == [began])
    for _ in 0..<(20 * 4) { await scene.advance() }
    #expect(ends().count == 13, "every 75 seconds for 15 minutes")
    #expect(ends().allSatisfy { $0.endsAt == ended })
  }

  @Test func `an alert that comes back is told with another start`() async throws {
    let scene = try scene()
    scene.apply(try group())
    for clusters in [["eu"], [], ["eu"]] {
      scene.answer(AlertDeliveryTests.rule, clusters.map { (["cluster": $0], 0) })
      await scene.advance()
    }
    let last = slot(scene)
    #expect(all.map(\.startsAt) == [last - 30_000, last - 30_000, last])
    #expect(all.map(\.endsAt) == [last - 30_000 + 240_000, last - 15_000, last + 240_000])
  }

  @Test func `what storage does not take is told all the same`() async throws {
    let storage = RecordingStorage()
    let scene = try scene(storage: storage)
    scene.apply(try group())
    storage.setBroken(true)
    down(scene, "eu")
    await scene.advance()
    #expect(all.count == 1)
    down(scene)
    await scene.advance()
    #expect(all.count == 2, "its end as well")
  }

  @Test func `a rule that fails lets its alerts fire on`() async throws {
    let scene = try scene()
    scene.apply(try group())
    down(scene, "eu")
    await scene.advance()
    let began = slot(scene)
    scene.fail(AlertDeliveryTests.rule)
    for _ in 0..<10 { await scene.advance() }
    #expect(all.count == 3)
    #expect(all.allSatisfy { $0.startsAt == began })
    #expect(all[2].endsAt == began + 150_000 + 240_000)
  }

  @Test func `after a restart a firing alert is told at once, with the start that it had`() async throws {
    let storage = RecordingStorage()
    let before = try scene(storage: storage)
    before.apply(try group())
    down(before, "eu")
    await before.advance()
    let began = slot(before)
    let after = try scene(storage: storage, at: before.now + 1000)
    after.apply(try group())
    down(after, "eu")
    await after.advance()
    #expect(all.map(\.startsAt) == [began, began])
  }
}
