import Outbound
import Telemetry
import TestSupport
import Testing
import TimeSeries

@testable import Discovery

struct KubernetesDiscovererTests {
  @Test func `lists page by page, then follows what changes`() async throws {
    let scene = KubernetesScene()
    for index in 1...5 { scene.putPod("p\(index)", "10.0.0.\(index)") }
    try await scene.expectTargets((1...5).map { "10.0.0.\($0):9090" })
    // Every list of so many takes three pages.
    #expect(scene.server.lists(of: KubernetesScene.pods).contains { $0.parameter("continue") == "4" })
    scene.putPod("p1", "10.0.0.9")
    scene.removePod("p2")
    scene.putPod("p6", "10.0.0.6")
    try await scene.expectTargets([3, 4, 5, 6, 9].map { "10.0.0.\($0):9090" })
    #expect(scene.value("prometheus_sd_kubernetes_events_total", ["role": "pod", "event": "delete"]) == 1)
    #expect(scene.value("prometheus_sd_kubernetes_events_total", ["role": "pod", "event": "update"]) >= 1)
    #expect(scene.value("prometheus_sd_kubernetes_http_request_total", ["status_code": "200"]) >= 1)
  }

  @Test func `a watch that ends goes on where it ended, without another list`() async throws {
    let scene = KubernetesScene()
    let path = KubernetesScene.pods
    scene.putPod("a", "10.0.0.1")
    try await scene.expectTargets(["10.0.0.1:9090"])
    try await scene.eventually("it watches") { !scene.server.watches(of: path).isEmpty }
    let lists = scene.server.lists(of: path).count
    for (number, end) in [KubernetesServer.End.proper, .cut, .proper, .cut].enumerated() {
      scene.putPod("b", "10.0.1.\(number)")
      try await scene.expectTargets(["10.0.0.1:9090", "10.0.1.\(number):9090"])
      let count = scene.server.watches(of: path).count
      scene.server.endWatches(end)
      // Happens while nobody watches.
      scene.putPod("c", "10.0.2.\(number)")
      try await scene.eventually("it watches again") { scene.server.watches(of: path).count > count }
      let resumed = try #require(scene.server.watches(of: path).last?.parameter("resourceVersion"))
      #expect(Int(resumed) ?? 0 > 100 + number)
      try await scene.expectTargets(["10.0.0.1:9090", "10.0.1.\(number):9090", "10.0.2.\(number):9090"])
      scene.removePod("c")
      try await scene.expectTargets(["10.0.0.1:9090", "10.0.1.\(number):9090"])
    }
    #expect(scene.server.lists(of: path).count == lists)
  }

  @Test func `a bookmark moves on where a watch goes on`() async throws {
    let scene = KubernetesScene()
    let path = KubernetesScene.pods
    scene.putPod("a", "10.0.0.1")
    try await scene.expectTargets(["10.0.0.1:9090"])
    try await scene.eventually("it watches") { !scene.server.watches(of: path).isEmpty }
    let count = scene.server.watches(of: path).count
    for _ in 0..<4 { scene.server.bookmark(path) }
    // The end comes behind the bookmarks.
    scene.server.endWatches(.proper)
    try await scene.eventually("it watches again") { scene.server.watches(of: path).count > count }
    #expect(scene.server.watches(of: path).last?.parameter("resourceVersion") == "105")
    #expect(scene.server.watches(of: path).last?.parameter("allowWatchBookmarks") == "true")
  }

  @Test func `what was missed for too long is listed again`() async throws {
    let scene = KubernetesScene()
    let path = KubernetesScene.pods
    scene.putPod("a", "10.0.0.1")
    scene.putPod("b", "10.0.0.2")
    try await scene.expectTargets(["10.0.0.1:9090", "10.0.0.2:9090"])
    // Told within a watch.
    scene.server.forget(path, "b")
    scene.server.say("/elsewhere", "{}")
    scene.server.forgetHistory()
    scene.server.endWatches(.cut)
    try await scene.expectTargets(["10.0.0.1:9090"])
    // Told by the status.
    try await scene.eventually("it watches") { !scene.server.watches(of: path).isEmpty }
    scene.server.refuseWatches(path, LoopbackStep.response(410))
    scene.server.forget(path, "a")
    scene.putPod("d", "10.0.0.4")
    scene.server.endWatches(.cut)
    try await scene.expectTargets(["10.0.0.4:9090"])
    scene.server.refuseWatches(path, nil)
    scene.putPod("e", "10.0.0.5")
    try await scene.expectTargets(["10.0.0.4:9090", "10.0.0.5:9090"])
  }

  @Test func `known targets stay while the server refuses, talks nonsense or nothing at all`() async throws {
    let scene = KubernetesScene { $0.limits.requestTimeout = 50 }
    let path = KubernetesScene.pods
    scene.putPod("a", "10.0.0.1")
    try await scene.expectTargets(["10.0.0.1:9090"])
    let status = Array(#"{"kind": "Status", "code": 403, "message": "pods is forbidden"}"#.utf8)
    let large = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20)
    for (number, steps) in [
      LoopbackStep.response(401), LoopbackStep.response(403, body: status), LoopbackStep.response(500),
      LoopbackStep.response(body: Array("<html>".utf8)), LoopbackStep.response(body: Array(#"{"items": 1}"#.utf8)),
      LoopbackStep.response(body: large), [.close], [.pause(seconds: 0.2), .close],
    ].enumerated() {
      let failures = scene.value("prometheus_sd_kubernetes_failures_total")
      scene.server.refuse(path, steps)
      scene.server.endWatches(.cut)
      try await scene.eventually("refusal \(number) counts") {
        scene.value("prometheus_sd_kubernetes_failures_total") >= failures + 3
      }
      #expect(scene.targets == ["10.0.0.1:9090"])
    }
    scene.server.refuse(path, nil)
    scene.putPod("b", "10.0.0.2")
    try await scene.expectTargets(["10.0.0.1:9090", "10.0.0.2:9090"])
  }

  @Test func `nonsense within a watch ends it, and everything is listed again`() async throws {
    let scene = KubernetesScene { $0.limits.unreadBytesMax = 100_000 }
    let path = KubernetesScene.pods
    scene.putPod("a", "10.0.0.1")
    try await scene.expectTargets(["10.0.0.1:9090"])
    var watchCount = 0
    for line in [
      "garbage", "{}", #"{"type": "DANCED", "object": {}}"#, #"{"type": "ADDED", "object": {"metadata": 5}}"#,
      #"{"type": "ERROR", "object": {"code": 500, "message": "etcd is away"}}"#,
      String(repeating: "x", count: 200_000), "\u{0}",
    ] {
      let count = watchCount
      try await scene.eventually("it watches again") { scene.server.watches(of: path).count > count }
      watchCount = scene.server.watches(of: path).count
      let failures = scene.value("prometheus_sd_kubernetes_failures_total")
      scene.server.say(path, line)
      try await scene.eventually("it fails by \(line.prefix(30))") {
        scene.value("prometheus_sd_kubernetes_failures_total") > failures
      }
      #expect(scene.targets == ["10.0.0.1:9090"])
    }
    scene.putPod("b", "10.0.0.2")
    try await scene.expectTargets(["10.0.0.1:9090", "10.0.0.2:9090"])
  }

  @Test func `a cluster with more objects than may be is not taken`() async throws {
    let scene = KubernetesScene { $0.limits.objectsMax = 3 }
    for index in 1...3 { scene.putPod("p\(index)", "10.0.0.\(index)") }
    try await scene.expectTargets((1...3).map { "10.0.0.\($0):9090" })
    scene.putPod("p4", "10.0.0.4")
    try await scene.eventually("that is a failure") { scene.value("prometheus_sd_kubernetes_failures_total") > 0 }
  }

  @Test func `a page that is larger than may be is not taken, and it is said which limit that is`() async throws {
    let scene = KubernetesScene { $0.limits.pageBytesMax = 60 }
    scene.putPod("a", "10.0.0.1")
    try await scene.eventually("that is a failure") { scene.value("prometheus_sd_kubernetes_failures_total") > 0 }
    #expect(scene.targets.isEmpty)
    var config = KubernetesDiscoveryConfig(role: .pod)
    config.apiServer = scene.server.url
    config.limits.pageBytesMax = 60
    let api = KubernetesAPI(
      config: config, home: KubernetesHome(), client: HTTPClient(), metrics: DiscoveryMetrics(Registry()))
    let error = await #expect(throws: KubernetesError.self) {
      let _: KubernetesPage<KubernetesPod> = try await api.page(in: nil, after: nil)
    }
    #expect(error?.reason == .tooMuch)
    #expect(error?.description.hasSuffix("; lower limits.page_objects, or raise limits.page_size") == true)
  }

  @Test func `a server that ends every watch at once is asked with pauses`() async throws {
    let scene = KubernetesScene {
      $0.limits.retryLeast = 20
      $0.limits.retryMost = 10_000
    }
    scene.server.refuseWatches(KubernetesScene.pods, LoopbackStep.response())
    try await Task.sleep(for: .milliseconds(500))
    #expect(scene.server.watches(of: KubernetesScene.pods).count < 20)
  }

  @Test func `when suddenly nothing is there, the targets stay for a grace`() async throws {
    let held = KubernetesScene()
    let brief = KubernetesScene { $0.emptyGrace = 0 }
    for scene in [held, brief] {
      scene.putPod("a", "10.0.0.1")
      try await scene.expectTargets(["10.0.0.1:9090"])
      scene.removePod("a")
    }
    try await brief.expectTargets([])
    try await held.eventually("it is gone") {
      held.value("prometheus_sd_kubernetes_events_total", ["role": "pod", "event": "delete"]) == 1
    }
    #expect(held.targets == ["10.0.0.1:9090"])
    held.putPod("b", "10.0.0.2")
    try await held.expectTargets(["10.0.0.2:9090"])
  }

  @Test func `asks for what the configuration wants, with its credentials`() async throws {
    let folder = TemporaryDirectory()
    let scene = KubernetesScene(.endpoints) {
      $0.namespaces = ["b", "a"]
      $0.selectors = [.pod: .init(label: "app=x,y!=z"), .endpoints: .init(field: "metadata.name=p")]
      $0.attachesNode = true
      $0.http.credentials = .authorization(type: "Bearer", secret: .file(folder.path + "/token"))
    }
    try await scene.eventually("a token is missed") { scene.value("prometheus_sd_kubernetes_failures_total") > 0 }
    #expect(scene.server.requests.isEmpty)
    try "one".write(toFile: folder.path + "/token")
    let paths = ["a", "b"].flatMap { space in
      ["pods", "services", "endpoints"].map { "/api/v1/namespaces/\(space)/\($0)" }
    }
    for path in paths + ["/api/v1/nodes"] {
      try await scene.eventually("\(path) is watched") { !scene.server.watches(of: path).isEmpty }
    }
    #expect(Set(scene.server.requests.map(\.path)) == Set(paths + ["/api/v1/nodes"]))
    for request in scene.server.requests {
      #expect(request.headers["authorization"] == "Bearer one")
      let selectors = (request.parameter("labelSelector"), request.parameter("fieldSelector"))
      switch request.path.split(separator: "/").last {
      case "pods": #expect(selectors == ("app%3Dx%2Cy%21%3Dz", nil))
      case "endpoints": #expect(selectors == (nil, "metadata.name%3Dp"))
      default: #expect(selectors == (nil, nil))
      }
    }
    // The token is read again for each request.
    try "two".write(toFile: folder.path + "/token")
    scene.server.endWatches(.proper)
    try await scene.eventually("the new token is shown") {
      scene.server.watches(of: "/api/v1/nodes").last?.headers["authorization"] == "Bearer two"
    }
  }

  @Test func `nothing is a target before everything it needs is known`() async throws {
    let scene = KubernetesScene(.endpoints)
    scene.server.refuse("/api/v1/services", LoopbackStep.response(500))
    scene.server.put(
      "/api/v1/endpoints", "e",
      """
      {"metadata": {"name": "e", "namespace": "n"},
       "subsets": [{"addresses": [{"ip": "10.0.0.1"}], "ports": [{"port": 1}]}]}
      """)
    try await scene.eventually("endpoints are watched") { !scene.server.watches(of: "/api/v1/endpoints").isEmpty }
    #expect(scene.targets == [])
    scene.server.refuse("/api/v1/services", nil)
    try await scene.expectTargets(["10.0.0.1:1"])
  }
}
