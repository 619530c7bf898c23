import Budget
import Discovery
import Fleet
import Logging
import Outbound
import Telemetry
import TestSupport
import Threads
import TimeSeries

@testable import Scrape

/// A child on loopback, what it answers, and the storage behind a scrape of it.
final class ChildFixture: Sendable {
  let recorder = BatchRecorder()
  let context: ScrapeContext
  let server: LoopbackServer
  private let answer: Locked<LoopbackServer.Handler>

  /// - Parameter context: of another fixture, to be in one fleet with its child.
  init(_ body: String = "", sharing other: ChildFixture? = nil) throws {
    let answer = Locked<LoopbackServer.Handler> { _ in LoopbackStep.metrics(body) }
    self.answer = answer
    server = LoopbackServer { request in answer.withLock { $0 }(request) }
    context =
      try other?.context
      ?? ScrapeContext(
        storage: recorder, client: HTTPClient(), book: BudgetBook(recorder, at: 0),
        clusters: ClusterBook(storage: recorder, now: { 1000 }), metrics: ScrapeMetrics(Registry()),
        logger: Logger(label: "test"), now: { 1000 })
  }

  func answers(_ body: String) { answers(LoopbackStep.metrics(body)) }

  func answers(_ steps: [LoopbackStep]) { answers { _ in steps } }

  func answers(_ handler: @escaping LoopbackServer.Handler) { answer.withLock { $0 = handler } }

  /// A federation job, unless `path` is another.
  func cycle(
    path: String = "/federate", labels: Labels = .empty, _ change: (inout ScrapeConfig) -> Void = { _ in }
  ) throws -> ScrapeCycle {
    ScrapeCycle(try settings(path: path, labels: labels, change), child: ObjectIdentifier(self), context: context)
  }

  func settings(
    path: String = "/federate", labels: Labels = .empty, _ change: (inout ScrapeConfig) -> Void = { _ in }
  ) throws -> ChildSettings {
    var config = ScrapeConfig(jobName: "federate", metricsPath: path, scrapeInterval: 15_000, scrapeTimeout: 2000)
    change(&config)
    let group = TargetGroup(targets: ["127.0.0.1:\(server.port)"], labels: labels)
    guard case .target(let target) = try TargetBuilder(config).build(group).first?.get() else {
      preconditionFailure("the target was dropped")
    }
    return ChildSettings(
      config: config, target: target, replicaLabels: ["replica"], darkAfter: 3, otherBudget: .unlimited, phaseSeed: 0)
  }

  var instance: String { "127.0.0.1:\(server.port)" }

  func up() -> [Double] {
    recorder.samples(["__name__": "up", "instance": instance, "job": "federate"]).compactMap(\.value)
  }
}

/// A federated body, as a child with external labels writes it.
enum FederatedBody {
  static func of(
    _ series: [(name: String, job: String)], at time: Timestamp, cluster: String = "eu", replica: String = "a",
    value: Double = 1
  ) -> String {
    var text = ""
    var family = ""
    for (name, job) in series {
      if name != family { text += "# TYPE \(name) untyped\n" }
      family = name
      text +=
        "\(name){job=\"\(job)\",cluster=\"\(cluster)\",instance=\"\",replica=\"\(replica)\"} \(value) \(time)\n"
    }
    return text
  }

  /// What is stored of a line of ``of(_:at:cluster:replica:value:)``.
  static func labels(_ name: String, _ job: String, cluster: String = "eu", replica: String = "a") -> Labels {
    ["__name__": name, "job": job, "cluster": cluster, "replica": replica]
  }
}
