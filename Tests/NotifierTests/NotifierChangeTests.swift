import Discovery
import Outbound
import TestSupport
import Testing
import TimeSeries

@testable import Notifier

/// Other Alertmanagers while it runs, and its end.
struct NotifierChangeTests {
  @Test func `an Alertmanager that stays keeps what waits for it`() async {
    let scene = NotifierScene { $0.retryPause = 300 }
    let (stays, comes) = (FakeAlertmanager(LoopbackStep.response(503)), FakeAlertmanager())
    scene.apply([stays.address])
    scene.send("A", "B")
    await NotifierScene.eventually("it was tried") { stays.batches.count == 1 }
    stays.answer(LoopbackStep.response())
    scene.apply([comes.address], [stays.address]) { $0.headers = [HTTPHeader("X-New", "1")] }
    await NotifierScene.eventually("it is told") { stays.names == ["A", "B", "A", "B"] }
    #expect(stays.requests[1].headers["x-new"] == "1", "as the new configuration says")
    #expect(comes.batches.isEmpty)
    #expect(scene.metric("dropped_total") == 0)
  }

  @Test func `one that goes is still told what waited for it`() async {
    let scene = NotifierScene()
    let one = FakeAlertmanager(LoopbackStep.response(503))
    scene.apply([one.address])
    scene.send("A")
    await NotifierScene.eventually("it was tried") { one.batches.count >= 1 }
    one.answer(LoopbackStep.response())
    scene.apply([])
    scene.send("B")
    await scene.stop()
    #expect(Set(one.names) == ["A"])
    #expect(scene.notifier.alertmanagers.active.isEmpty)
  }

  @Test func `what waits is sent before the end`() async {
    let scene = NotifierScene { $0.batchSize = 10 }
    let slow = FakeAlertmanager([.pause(seconds: 0.02)] + LoopbackStep.response())
    scene.apply([slow.address])
    let names = (0..<100).map { "A\($0)" }
    scene.send(names)
    await scene.stop()
    #expect(slow.names == names)
    scene.send("late")
    #expect(scene.metric("dropped_total") == 1)
  }

  @Test func `the end does not wait for one that hangs, nor retries one that fails`() async {
    let scene = NotifierScene {
      $0.drainTimeout = 200
      $0.retryPause = 60_000
    }
    let (hanging, failing) = (FakeAlertmanager([.pause(seconds: 60)]), FakeAlertmanager(LoopbackStep.response(500)))
    scene.apply([hanging.address, failing.address])
    scene.send("A")
    await NotifierScene.eventually("it failed once") { scene.metric("errors_total") == 1 }
    let began = ContinuousClock.now
    await scene.stop()
    #expect(ContinuousClock.now - began < .seconds(30))
    #expect(scene.metric("dropped_total") == 2)
    #expect(failing.batches.count == 2)
  }

  @Test func `without draining the end is at once`() async {
    let scene = NotifierScene { $0.drainsOnShutdown = false }
    let one = FakeAlertmanager([.pause(seconds: 3)] + LoopbackStep.response())
    scene.apply([one.address])
    scene.send("A")
    await NotifierScene.eventually("the first is on its way") { one.batches.count == 1 }
    scene.send("B")
    await scene.stop()
    #expect(one.names == ["A"])
    #expect(scene.metric("dropped_total") == 1)
  }

  @Test func `Alertmanagers that a server lists are found, and stay while it is away`() async {
    let scene = NotifierScene()
    let one = FakeAlertmanager()
    let address = one.address
    let list = LoopbackServer { _ in
      LoopbackStep.response(
        headers: [("Content-Type", "application/json")], body: Array(#"[{"targets": ["\#(address)"]}]"#.utf8))
    }
    var settings = NotifierSettings()
    var config = AlertmanagerConfig()
    config.discovery = DiscoverySources(http: [HTTPDiscoveryConfig(url: list.url, refreshInterval: 20)])
    settings.alerting.alertmanagers = [config]
    scene.notifier.apply(settings)
    await NotifierScene.eventually("it is found") { scene.notifier.alertmanagers.active.map(\.url) == [one.url] }
    list.stop()
    let count = list.requests.count
    try? await Task.sleep(for: .milliseconds(100))
    #expect(scene.notifier.alertmanagers.active.map(\.url) == [one.url], "after \(count) answers and some failures")
    scene.send("A")
    await NotifierScene.eventually("it is told") { one.names == ["A"] }
  }
}
