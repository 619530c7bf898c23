package import Discovery
package import Logging
package import Outbound
package import Telemetry
import Threads
import TimeSeries

/// Tells every Alertmanager of every entry of `alertmanagers` of alerts.
///
/// Each has a queue and a loop of its own, so that a slow or dead one delays no other, and nobody delays who sends. Safe to
/// use from any task.
package final class Notifier: Sendable {
  /// One entry of `alertmanagers`.
  private struct Block: Sendable {
    var relabeler: Relabeler
    var loops: [SendLoop]
    var dropped: [String]
  }

  private struct State {
    var settings = NotifierSettings()
    var labeler = AlertLabeler(NotifierSettings())
    var blocks: [Block] = []
    /// Of Alertmanagers that are gone: what waits for them is still sent.
    var departing: [SendLoop] = []
    /// Said once, until they change.
    var problems: Set<String> = []
    var isEnding = false
  }

  private let surroundings: SendLoop.Surroundings
  private let discovery: DiscoveryManager
  private let state = Locked(State())
  private let (changes, change) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))

  package init(
    client: HTTPClient, registry: Registry, discoveryMetrics: DiscoveryMetrics, logger: Logger,
    limits: NotifierLimits = NotifierLimits()
  ) {
    surroundings = SendLoop.Surroundings(
      client: client, limits: limits, metrics: NotifierMetrics(registry), logger: logger)
    let change = change
    discovery = DiscoveryManager(role: .notify, client: client, metrics: discoveryMetrics, logger: logger) {
      change.yield()
    }
    let state = state
    registry.collect(
      "prometheus_notifications_alertmanagers_discovered", "The number of alertmanagers discovered and active.", .gauge
    ) { [.init(value: Double(state.withLock { $0.blocks.reduce(0) { $0 + $1.loops.count } }))] }
  }

  deinit { for loop in state.withLock({ $0.blocks.flatMap(\.loops) + $0.departing }) { loop.abort() } }

  /// Takes over another configuration at once. Alertmanagers that stay keep what waits for them.
  package func apply(_ settings: NotifierSettings) {
    state.withLock { state in
      state.settings = settings
      state.labeler = AlertLabeler(settings)
    }
    discovery.apply(
      Dictionary(
        uniqueKeysWithValues: settings.alerting.alertmanagers.enumerated().map {
          (Notifier.name(ofBlock: $0.offset), $0.element.discovery)
        }))
    sync()
  }

  /// Queues `alerts` for every Alertmanager, and returns at once.
  package func send(_ alerts: [Alert]) {
    let (labeler, blocks) = state.withLock { ($0.labeler, $0.blocks) }
    let alerts = alerts.compactMap { labeler.labeled($0) }
    for block in blocks where !block.loops.isEmpty {
      let own = alerts.compactMap { $0.labeled(block.relabeler.relabeled($0.labels)) }
      for loop in block.loops { loop.add(own) }
    }
  }

  /// Follows discovery until the task is cancelled; then sends what waits, as far as the limits allow.
  package func run() async {
    for await _ in changes { sync() }
    await end()
  }

  package var alertmanagers: AlertmanagersStatus {
    state.withLock { state in
      AlertmanagersStatus(
        active: state.blocks.flatMap { $0.loops.map(\.status) }, dropped: state.blocks.flatMap(\.dropped))
    }
  }

  private static func name(ofBlock index: Int) -> String { "config-\(index)" }
}

// Who is there.
extension Notifier {
  /// Starts and ends loops until there is one for each Alertmanager that is known now.
  private func sync() {
    state.withLock { state in
      guard !state.isEnding else { return }
      var known = Dictionary(grouping: state.blocks.flatMap(\.loops), by: \.url)
      var problems: Set<String> = []
      state.blocks = state.settings.alerting.alertmanagers.enumerated().map { index, config in
        let groups = discovery.groups(of: Notifier.name(ofBlock: index))
        return block(config, AlertmanagerBuilder(config).outcomes(of: groups), &known, &problems)
      }
      depart(known.values.flatMap { $0 }, &state)
      report(problems, &state)
    }
  }

  private func block(
    _ config: AlertmanagerConfig, _ outcomes: [AlertmanagerBuilder.Outcome], _ known: inout [String: [SendLoop]],
    _ problems: inout Set<String>
  ) -> Block {
    var block = Block(relabeler: Relabeler(config.alertRelabelRules), loops: [], dropped: [])
    for outcome in outcomes {
      switch outcome {
      case .active(let url) where block.loops.contains { $0.url == url }: break
      case .active(let url): block.loops.append(loop(Alertmanager(url: url, config), &known))
      case .dropped(let url): block.dropped.append(url)
      case .invalid(let problem): problems.insert(problem)
      }
    }
    return block
  }

  private func loop(_ alertmanager: Alertmanager, _ known: inout [String: [SendLoop]]) -> SendLoop {
    if let loop = known[alertmanager.url]?.popLast() {
      loop.adopt(alertmanager)
      return loop
    }
    let loop = SendLoop(alertmanager, surroundings)
    loop.start()
    return loop
  }

  private func depart(_ loops: [SendLoop], _ state: inout State) {
    let active = Set(state.blocks.flatMap { $0.loops.map(\.url) })
    for loop in loops {
      loop.end(draining: true)
      if !active.contains(loop.url) { surroundings.metrics.forget(loop.url) }
    }
    state.departing.removeAll { $0.hasEnded }
    state.departing += loops
  }

  private func report(_ problems: Set<String>, _ state: inout State) {
    for problem in problems.subtracting(state.problems).sorted() {
      surroundings.logger.error("Leaving out an Alertmanager", metadata: ["err": "\(problem)"])
    }
    state.problems = problems
  }
}

// The end.
extension Notifier {
  private func end() async {
    discovery.stop()
    let loops = state.withLock { state in
      state.isEnding = true
      return state.blocks.flatMap(\.loops) + state.departing
    }
    for loop in loops { loop.end(draining: surroundings.limits.drainsOnShutdown) }
    let timeout = surroundings.limits.drainTimeout
    let deadline = Task {
      guard (try? await Task.sleep(for: .milliseconds(timeout))) != nil else { return }
      reportLate(loops, after: timeout)
      for loop in loops { loop.abort() }
    }
    for loop in loops { await loop.ended() }
    deadline.cancel()
  }

  private func reportLate(_ loops: [SendLoop], after timeout: Milliseconds) {
    for loop in loops where !loop.hasEnded {
      surroundings.logger.error(
        "Dropping alerts that could not be sent before the end",
        metadata: [
          "alertmanager": "\(loop.url)", "queued": "\(loop.status.queueLength)",
          "drain_timeout": "\(PromDuration.text(timeout))",
        ])
    }
  }
}
