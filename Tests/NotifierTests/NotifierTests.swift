import Discovery
import Outbound
import Telemetry
import TestSupport
import Testing
import TimeSeries

@testable import Notifier

struct NotifierTests {
  private let scene = NotifierScene()

  @Test func `every Alertmanager of every block is told`() async {
    let all = (0..<3).map { _ in FakeAlertmanager() }
    scene.apply(
      [all[0].address, all[1].address], [all[2].address], externalLabels: ["region": "world", "replica": "1"])
    scene.send("A", "B")
    for one in all {
      await NotifierScene.eventually("it is told") { one.names == ["A", "B"] }
      let request = one.requests[0]
      #expect(request.method == "POST" && request.path == "/api/v2/alerts")
      #expect(request.headers["content-type"] == "application/json")
      #expect(one.batches[0][0].labels == ["alertname": "A", "region": "world"])
    }
    #expect(scene.notifier.alertmanagers == AlertmanagersStatus(active: all.map { .init(url: $0.url) }))
    #expect(scene.metric("alertmanagers_discovered") == 3)
    await NotifierScene.eventually("it is counted") { scene.metric("sent_total") == 6 }
    #expect(scene.metric("errors_total") == 0)
    #expect(scene.metric("queue_capacity") == 30_000)
  }

  @Test func `credentials, headers and prefixes go along`() async {
    let one = FakeAlertmanager()
    scene.apply([one.address]) { config in
      config.pathPrefix = "/team"
      config.http.credentials = .authorization(type: "Bearer", secret: .text("hunter2"))
      config.headers = [HTTPHeader("X-Scope", "fleet")]
    }
    scene.send("A")
    await NotifierScene.eventually("it is told") { one.names == ["A"] }
    #expect(one.requests[0].path == "/team/api/v2/alerts")
    #expect(one.requests[0].headers["authorization"] == "Bearer hunter2")
    #expect(one.requests[0].headers["x-scope"] == "fleet")
    #expect(!"\(scene.notifier.alertmanagers) \(scene.registry.families())".contains("hunter2"))
  }

  @Test func `the rules of a block are for its own Alertmanagers`() async throws {
    let (first, second) = (FakeAlertmanager(), FakeAlertmanager())
    var settings = NotifierSettings()
    settings.alerting.alertmanagers = [first, second].map { one in
      var config = AlertmanagerConfig()
      config.discovery = DiscoverySources(statics: [StaticDiscoveryConfig(targets: [one.address])])
      return config
    }
    settings.alerting.alertmanagers[0].alertRelabelRules = [
      try RelabelRule(sourceLabels: ["alertname"], regex: "B", action: .drop),
      try RelabelRule(targetLabel: "team", replacement: "one"),
    ]
    scene.notifier.apply(settings)
    scene.send("A", "B")
    await NotifierScene.eventually("both are told") { first.names == ["A"] && second.names == ["A", "B"] }
    #expect(first.batches[0][0].labels == ["alertname": "A", "team": "one"])
    #expect(second.batches[0][0].labels == ["alertname": "A"])
  }

  @Test func `dropped and doubled Alertmanagers are told apart from those that are told`() throws {
    scene.apply(["a:1", "b:1", "a:1"]) { config in
      config.relabelRules = (try? [RelabelRule(sourceLabels: ["__address__"], regex: "b:.*", action: .drop)]) ?? []
    }
    #expect(
      scene.notifier.alertmanagers
        == AlertmanagersStatus(active: [.init(url: "http://a:1/api/v2/alerts")], dropped: ["http://b:1/api/v2/alerts"]))
  }

  @Test func `many alerts go in batches, in order`() async {
    let one = FakeAlertmanager()
    scene.apply([one.address])
    let names = (0..<1000).map { "A\($0)" }
    scene.send(names)
    await NotifierScene.eventually("all are told") { one.names.count == 1000 }
    #expect(one.names == names)
    #expect(one.batches.map(\.count) == [256, 256, 256, 232])
  }

  @Test func `one that hangs delays no other`() async {
    let (hanging, quick) = (FakeAlertmanager([.pause(seconds: 600)]), FakeAlertmanager())
    scene.apply([hanging.address, quick.address]) { $0.timeout = 600_000 }
    scene.send("A0")
    await NotifierScene.eventually("both have been asked") { hanging.batches.count == 1 && quick.names.last == "A0" }
    for number in 1..<20 {
      scene.send("A\(number)")
      await NotifierScene.eventually("the other is told") { quick.names.last == "A\(number)" }
    }
    #expect(hanging.batches.count == 1)
    #expect(scene.metric("queue_length", of: hanging.url) == 19)
    #expect(scene.metric("queue_length", of: quick.url) == 0)
  }

  @Test func `one that fails for a while is told later, in order`() async {
    let one = FakeAlertmanager(LoopbackStep.response(503))
    scene.apply([one.address])
    scene.send("A")
    await NotifierScene.eventually("it was tried") { one.batches.count >= 1 }
    scene.send("B")
    one.answer(LoopbackStep.response())
    await NotifierScene.eventually("it is told") { one.names.last == "B" && scene.metric("queue_length") == 0 }
    let told = one.names
    #expect(told.firstIndex(of: "A").map { $0 < (told.firstIndex(of: "B") ?? 0) } == true, "\(told)")
    #expect(scene.metric("errors_total") >= 1)
    #expect(scene.metric("dropped_total") == 0)
  }

  @Test func `what one does not take, or cannot take, is dropped in the end and counted`() async {
    let one = FakeAlertmanager(LoopbackStep.response(500))
    scene.apply([one.address])
    scene.send("A", "B")
    await NotifierScene.eventually("it is given up") { scene.metric("dropped_total") == 2 }
    #expect(one.batches.count == 4)
    #expect(scene.notifier.alertmanagers.active.map(\.lastError) == ["bad response status 500: "])
    #expect(scene.metric("errors_total") == 8)
    #expect(scene.metric("sent_total") == 8)

    one.answer(LoopbackStep.response(400))
    scene.send("C")
    await NotifierScene.eventually("it is given up") { scene.metric("dropped_total") == 3 }
    #expect(one.batches.count == 5, "what it will never take is sent once")
  }

  @Test func `a dead one costs a bounded queue`() async {
    let scene = NotifierScene {
      $0.queueCapacity = 100
      $0.retryPause = 60_000
    }
    let dead = LoopbackServer.freePort()
    scene.apply(["127.0.0.1:\(dead)"])
    for number in 0..<1000 { scene.send("A\(number)") }
    #expect(scene.metric("queue_length") <= 100)
    await NotifierScene.eventually("the rest is counted") {
      scene.metric("dropped_total") == 1000 - scene.metric("queue_length")
    }
    scene.send((0..<1000).map { _ in "the same" })
    #expect(scene.metric("queue_length") == 100)
  }
}
